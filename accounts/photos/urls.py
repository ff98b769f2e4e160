"""Addresses of photos: the files for everybody, and a professional's own pages."""

from django.urls import path

from accounts.photos import views
from casaora.design.pictures import FOLDER

#: At the roof, outside the languages: a file is the same in each.
files = [path(f"{FOLDER}<slug:digest>/<int:width>.<slug:ending>", views.photo, name="photo")]
professional_urlpatterns = [
    path("photos/", views.photos, name="photos"),
    path("photos/<int:photo_id>/", views.photo_frame, name="photo"),
    path("photos/<int:photo_id>/removal/", views.photo_removal, name="photo_removal"),
    path("photos/<int:photo_id>/whole.jpg", views.own_photo, {"width": None}, name="own_photo"),
    path("photos/<int:photo_id>/<int:width>.webp", views.own_photo, name="own_photo"),
]
