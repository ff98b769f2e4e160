"""A booking's receipt, and a payout's statement."""

from django.urls import path

from bookings.receipts import views

urlpatterns = [path("<slug:reference>/receipt.pdf", views.receipt, name="receipt")]
professional_urlpatterns = [path("earnings/<slug:reference>/statement.pdf", views.statement, name="statement-pdf")]
