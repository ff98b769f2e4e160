"""Index of the app's pages on the staff site."""

from django.contrib.admin import AdminSite

from bookings.catalog import admin as catalog
from bookings.lifecycle import admin as lifecycle
from bookings.payments import admin as payments


def register(site: AdminSite) -> None:
    """Everything of this app."""
    for package in (catalog, payments, lifecycle):
        package.register(site)
