"""The floor's Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    """Tools that know no app."""

    name = "casaora.kit"
    label = "kit"
    verbose_name = _("Operations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from casaora.kit import checks  # noqa: F401
