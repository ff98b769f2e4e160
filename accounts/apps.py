"""The people's Django app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who someone is."""

    name = "accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep Django from writing ``last_login`` outside a verb, with the system's clock: ours notes it.

        Django connects its receiver after this app, under this uid; one that is taken stays as it is.
        """
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(_nothing, dispatch_uid="update_last_login")


def _nothing(**kwargs: Any) -> None:
    """See ``accounts.users.actions.note_sign_in``."""
