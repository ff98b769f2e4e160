"""Home pages."""

from django.urls import path

from bookings.homes import views

urlpatterns = [
    path("", views.bookings, name="list"),
]
professional_urlpatterns = [
    path("", views.professional_home, name="home"),
    path("bookings/", views.professional_bookings, name="bookings"),
]
