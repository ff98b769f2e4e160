"""Index of the app's pages."""

from django.urls import URLPattern, URLResolver, include, path

from bookings.availability.urls import professional_urlpatterns as hours
from bookings.calendars.urls import urlpatterns as calendars
from bookings.catalog.urls import professional_urlpatterns as offers
from bookings.favorites.urls import urlpatterns as favorites
from bookings.flow.urls import urlpatterns as flow
from bookings.homes.urls import professional_urlpatterns as homes_of_professionals
from bookings.homes.urls import urlpatterns as homes
from bookings.homes.views import home
from bookings.issues.urls import urlpatterns as issues
from bookings.lifecycle.urls import urlpatterns as lifecycle
from bookings.receipts.urls import professional_urlpatterns as statements
from bookings.receipts.urls import urlpatterns as receipts
from bookings.supplements.urls import urlpatterns as supplements

own: list[URLPattern | URLResolver] = [
    path("home/", home, name="home"),
    path("bookings/", include([*homes, *calendars, *favorites, *receipts, *flow, *supplements, *issues, *lifecycle])),
]
urlpatterns = [
    path("", include((own, "bookings"))), path("", include("bookings.directory.urls")), path("", include("bookings.cities.urls")),
    path("", include("bookings.searches.urls")),
]  # fmt: skip

#: Included by the roof at /professional/, with those of the other apps.
professional_urlpatterns = [*homes_of_professionals, *hours, *offers, *statements]
