"""Index of the app's row-level-security declarations."""

from bookings.availability.policies import POLICIES as AVAILABILITY
from bookings.catalog.policies import POLICIES as CATALOG

POLICIES = {**CATALOG, **AVAILABILITY}
