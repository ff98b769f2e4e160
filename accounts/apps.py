"""The people's Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who someone is."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
