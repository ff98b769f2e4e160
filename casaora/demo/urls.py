"""The demo clock's page."""

from django.urls import path

from casaora.demo import views

app_name = "demo"
urlpatterns = [path("", views.demo_clock, name="clock")]
