"""Index of the app's tables."""

from bookings.availability.models import Away, Busy, Rules, ServedArea, TimeOff, WeeklyRange
from bookings.calendars.models import CalendarFeed
from bookings.catalog.models import Category, Extra, Offering, PricingPolicy, Service
from bookings.directory.models import TrackRecord
from bookings.favorites.models import Favorite
from bookings.issues.models import Evidence, Issue, IssueStep, Ruling
from bookings.lifecycle.models import Booking, Proposal, StepTaken
from bookings.payments.models import Attempt, Dispute, OwedRefund, Payment, Refund
from bookings.searches.models import SavedSearch
from bookings.supplements.models import Supplement, SupplementStep

__all__ = [
    "Attempt",
    "Away",
    "Booking",
    "Busy",
    "CalendarFeed",
    "Category",
    "Dispute",
    "Evidence",
    "Extra",
    "Favorite",
    "Issue",
    "IssueStep",
    "Offering",
    "OwedRefund",
    "Payment",
    "PricingPolicy",
    "Proposal",
    "Refund",
    "Rules",
    "Ruling",
    "SavedSearch",
    "ServedArea",
    "Service",
    "StepTaken",
    "Supplement",
    "SupplementStep",
    "TimeOff",
    "TrackRecord",
    "WeeklyRange",
]
