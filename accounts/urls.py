"""Index of the app's pages."""

from allauth.account import urls as account
from allauth.mfa import urls as second_factor
from django.urls import include, path

from accounts.access import views as access
from accounts.access.doors import pages
from accounts.customers import views as customers
from accounts.notifications import views as notifications
from accounts.photos.urls import professional_urlpatterns as photos
from accounts.professionals import views as professionals
from accounts.vetting import views as vetting

own = [
    path("settings/", customers.settings_page, name="settings"),
    path("settings/counting/", customers.counting, name="counting"),
    path("addresses/new/", customers.address, name="address-new"),
    path("addresses/<int:address_id>/", customers.address, name="address"),
    path("addresses/<int:address_id>/removal/", customers.address_removal, name="address-removal"),
    path("sessions/", access.page, name="sessions"),
    path("sessions/end/", access.end_others, name="sessions-end"),
    path("sessions/<int:session_id>/end/", access.end, name="session-end"),
    path("notices/", notifications.notices, name="notices"),
    path("notices/reading/", notifications.notices_reading, name="notices-reading"),
    path("application/", vetting.application, name="apply"),
]

urlpatterns = [
    *pages(account.urlpatterns),
    *pages(second_factor.urlpatterns, "second-factor/"),
    path("", include((own, "accounts"))),
]

#: Included by the roof at /professional/, with those of the other apps.
professional_urlpatterns = [
    path("profile/", professionals.profile, name="profile"),
    path("profile/listing/", professionals.listing, name="listing"),
    *photos,
]
