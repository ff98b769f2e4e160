"""Pages of the professional's availability; under /professional/."""

from django.urls import path

from bookings.availability import views

professional_urlpatterns = [
    path("availability/", views.availability, name="availability"),
    path("availability/week/", views.week, name="week"),
    path("availability/time-off/", views.time_off, name="time-off"),
    path("availability/time-off/<int:time_off_id>/removal/", views.time_off_removal, name="time-off-removal"),
    path("availability/rules/", views.rules, name="rules"),
    path("availability/areas/", views.areas, name="areas"),
]
