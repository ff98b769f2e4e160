"""Public pages about professionals."""

from django.urls import path

from bookings.directory import views

app_name = "directory"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("professionals/<slug:slug>/", views.professional, name="professional"),
]
