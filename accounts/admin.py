"""Index of the app's pages on the staff site."""

from django.contrib.admin import AdminSite

from accounts.access import admin as access
from accounts.customers import admin as customers
from accounts.notifications import admin as notifications
from accounts.photos import admin as photos
from accounts.users import admin as users
from accounts.vetting import admin as vetting


def register(site: AdminSite) -> None:
    """Everything of this app."""
    for package in (access, users, vetting, photos, customers, notifications):
        package.register(site)
