"""The app's Django configuration."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """See the package's docstring."""

    name = "bookings"
    default_auto_field = "django.db.models.BigAutoField"
