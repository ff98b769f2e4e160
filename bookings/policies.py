"""Index of the app's row-level-security declarations."""

from bookings.availability.policies import POLICIES as AVAILABILITY
from bookings.calendars.policies import POLICIES as CALENDARS
from bookings.catalog.policies import POLICIES as CATALOG
from bookings.favorites.policies import POLICIES as FAVORITES
from bookings.issues.policies import POLICIES as ISSUES
from bookings.lifecycle.policies import POLICIES as LIFECYCLE
from bookings.payments.policies import POLICIES as PAYMENTS
from bookings.searches.policies import POLICIES as SEARCHES
from bookings.supplements.policies import POLICIES as SUPPLEMENTS

POLICIES = {**CATALOG, **AVAILABILITY, **PAYMENTS, **LIFECYCLE, **SUPPLEMENTS, **ISSUES, **CALENDARS, **FAVORITES, **SEARCHES}
