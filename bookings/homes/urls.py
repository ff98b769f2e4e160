"""Home pages."""

from django.urls import path

from bookings.homes import professional_views, views

urlpatterns = [
    path("", views.bookings, name="list"),
]
professional_urlpatterns = [
    path("", professional_views.home, name="home"),
    path("calendar/", professional_views.calendar, name="calendar"),
    path("bookings/", professional_views.bookings, name="bookings"),
]
