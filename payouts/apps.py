"""The app's Django configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayoutsConfig(AppConfig):
    """See the package's docstring."""

    name = "payouts"
    verbose_name = _("Money")
    default_auto_field = "django.db.models.BigAutoField"
