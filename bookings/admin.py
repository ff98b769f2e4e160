"""Index of the app's pages on the staff site."""

from django.contrib.admin import AdminSite

from bookings.calendars import admin as calendars
from bookings.catalog import admin as catalog
from bookings.disputes import admin as disputes
from bookings.favorites import admin as favorites
from bookings.issues import admin as issues
from bookings.lifecycle import admin as lifecycle
from bookings.payments import admin as payments
from bookings.searches import admin as searches
from bookings.supplements import admin as supplements


def register(site: AdminSite) -> None:
    """Everything of this app."""
    for package in (catalog, payments, disputes, lifecycle, supplements, issues, calendars, favorites, searches):
        package.register(site)
