"""The list, and the two forms of a heart."""

from django.urls import path

from bookings.favorites import views

urlpatterns = [
    path("favorites/", views.favorites, name="favorites"),
    path("favorites/<slug:slug>/", views.keep, name="favorite"),
    path("favorites/<slug:slug>/end/", views.let_go, name="favorite-end"),
]
