"""Public pages about professionals."""

from django.urls import path

from bookings.directory import views

app_name = "directory"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/side-by-side/", views.compare, name="compare"),
    path("search/guide/", views.guide, name="guide"),
    path("professionals/<slug:slug>/", views.professional, name="professional"),
]
