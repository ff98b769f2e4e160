"""Index of the app's pages on the staff site."""

from django.contrib.admin import AdminSite

from bookings.catalog import admin as catalog


def register(site: AdminSite) -> None:
    """Everything of this app."""
    for package in (catalog,):
        package.register(site)
