"""Index of the app's tables."""

from accounts.access.models import OpenSession
from accounts.customers.models import Address, Customer
from accounts.notifications.models import Mail, Notice
from accounts.photos.models import Photo, PhotoFile
from accounts.places.models import City, Market, Neighborhood
from accounts.professionals.models import Professional
from accounts.users.models import Consent, User
from accounts.vetting.models import Check, VettingStep

__all__ = [
    "Address", "Check", "City", "Consent", "Customer", "Mail", "Market", "Neighborhood", "Notice", "OpenSession", "Photo", "PhotoFile", "Professional", "User",
    "VettingStep",
]  # fmt: skip
