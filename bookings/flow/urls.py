"""The three steps of a request."""

from django.urls import path

from bookings.flow import again, views

urlpatterns = [
    path("<slug:reference>/again/", again.again, name="rebook"),
    path("new/<slug:slug>/", views.what, name="request"),
    path("new/<slug:slug>/place/", views.where, name="where"),
    path("new/<slug:slug>/review/", views.review, name="review"),
]
