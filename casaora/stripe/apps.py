"""The processor's Django app."""

from django.apps import AppConfig


class StripeConfig(AppConfig):
    """The gateway, the inbox and the simulator."""

    name = "casaora.stripe"
    label = "stripe"
    default_auto_field = "django.db.models.BigAutoField"
