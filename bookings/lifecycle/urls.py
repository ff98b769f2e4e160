"""A booking's page, and one sub-resource for each step that a person may take."""

from django.urls import path

from bookings.lifecycle import views

urlpatterns = [
    path("<reference>/", views.detail, name="detail"),
    path("<reference>/payment/", views.payment, name="payment"),
    path("<reference>/payment/check/", views.check_payment, name="check_payment"),
    *[path(f"<reference>/{noun}/", views.take, {"step": step}, name=step) for step, noun in views.NOUNS.items()],
]
