"""A booking's receipt."""

from django.urls import path

from bookings.receipts import views

urlpatterns = [path("<slug:reference>/receipt.pdf", views.receipt, name="receipt")]
