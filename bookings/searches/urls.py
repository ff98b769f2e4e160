"""Pages of kept searches."""

from django.urls import path

from bookings.searches import views

app_name = "searches"
urlpatterns = [
    path("searches/", views.saved, name="saved"),
    path("searches/new/", views.save, name="save"),
    path("searches/<int:search_id>/", views.change, name="change"),
    path("searches/<int:search_id>/removal/", views.removal, name="removal"),
    path("searches/silence/<str:token>/", views.silence, name="silence"),
]
