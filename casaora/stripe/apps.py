"""The processor's Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StripeConfig(AppConfig):
    """The gateway, the inbox and the simulator."""

    name = "casaora.stripe"
    label = "stripe"
    verbose_name = _("Processor")
    default_auto_field = "django.db.models.BigAutoField"
