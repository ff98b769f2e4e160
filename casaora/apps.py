"""The roof's Django app: commands and templates of the doors."""

from django.apps import AppConfig


class CasaoraConfig(AppConfig):
    """Wiring."""

    name = "casaora"
