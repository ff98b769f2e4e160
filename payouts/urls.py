"""Index of the app's pages."""

from payouts.batches.urls import professional_urlpatterns as money

#: Included by the roof at /professional/, with those of the other apps.
professional_urlpatterns = [*money]
