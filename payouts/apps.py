"""The app's Django configuration."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """See the package's docstring."""

    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"
