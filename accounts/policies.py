"""Index of the app's row-level-security declarations."""

from accounts.access.policies import POLICIES as ACCESS
from accounts.customers.policies import POLICIES as CUSTOMERS
from accounts.notifications.policies import POLICIES as NOTIFICATIONS
from accounts.photos.policies import POLICIES as PHOTOS
from accounts.places.policies import POLICIES as PLACES
from accounts.professionals.policies import POLICIES as PROFESSIONALS
from accounts.users.policies import POLICIES as USERS
from accounts.vetting.policies import POLICIES as VETTING

POLICIES = {**USERS, **PLACES, **PROFESSIONALS, **CUSTOMERS, **NOTIFICATIONS, **VETTING, **PHOTOS, **ACCESS}
