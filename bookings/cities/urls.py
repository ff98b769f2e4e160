"""Addresses that stay: the slug of the city, then that of the service, the same in both languages."""

from django.urls import path

from bookings.cities import views

app_name = "cities"
urlpatterns = [
    path("cities/", views.index, name="index"),
    path("cities/<slug:slug>/", views.city, name="city"),
    path("cities/<slug:slug>/<slug:name>/", views.service, name="service"),
]
