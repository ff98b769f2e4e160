"""Index of the app's pages."""

from allauth.account import urls as account
from allauth.mfa import urls as second_factor
from django.urls import include, path

from accounts.access.doors import pages
from accounts.customers import views as customers
from accounts.notifications import views as notifications

own = [
    path("settings/", customers.settings_page, name="settings"),
    path("addresses/new/", customers.address, name="address-new"),
    path("addresses/<int:address_id>/", customers.address, name="address"),
    path("addresses/<int:address_id>/removal/", customers.address_removal, name="address-removal"),
    path("notices/", notifications.notices, name="notices"),
    path("notices/reading/", notifications.notices_reading, name="notices-reading"),
]

urlpatterns = [
    *pages(account.urlpatterns),
    *pages(second_factor.urlpatterns, "second-factor/"),
    path("", include((own, "accounts"))),
]
