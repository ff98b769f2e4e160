"""The design language's Django app."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """No tables: tags and a gallery."""

    name = "casaora.design"
    label = "design"
