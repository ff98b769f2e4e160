"""A booking's page, and one sub-resource for each step that a person may take."""

from django.urls import path

from bookings.lifecycle import views

urlpatterns = [
    path("<slug:reference>/", views.detail, name="detail"),
    path("<slug:reference>/payment/", views.payment, name="payment"),
    path("<slug:reference>/payment/check/", views.check_payment, name="check_payment"),
    *[path(f"<slug:reference>/{noun}/", views.take, {"step": step}, name=step) for step, noun in views.NOUNS.items()],
]
