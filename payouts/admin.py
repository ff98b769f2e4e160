"""Index of the app's pages on the staff site."""

from django.contrib.admin import AdminSite

from payouts.batches import admin as batches
from payouts.connect import admin as connect
from payouts.earnings import admin as earnings
from payouts.ledger import admin as ledger
from payouts.reconciliation import admin as reconciliation


def register(site: AdminSite) -> None:
    """Everything of this app."""
    for package in (ledger, earnings, connect, batches, reconciliation):
        package.register(site)
