"""The local gallery."""

from django.urls import path

from casaora.design import views

app_name = "design"
urlpatterns = [path("", views.gallery, name="gallery")]
