"""The calendar's page, a visit's file; the address that calendars read is a machine's, without a language."""

from django.urls import path

from bookings.calendars import views

urlpatterns = [
    path("calendar/", views.page, name="calendar"),
    path("calendar/address/", views.new_address, name="calendar-address"),
    path("calendar/end/", views.take_back, name="calendar-end"),
    path("<slug:reference>/visit.ics", views.one, name="calendar-file"),
]
