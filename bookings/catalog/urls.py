"""Pages of the professional's services; under /professional/."""

from django.urls import path

from bookings.catalog import views

professional_urlpatterns = [
    path("offerings/", views.offerings, name="offerings"),
    path("offerings/<int:offering_id>/end/", views.offering_end, name="offering-end"),
    path("offerings/<int:offering_id>/extras/", views.extras, name="extras"),
    path("extras/<int:extra_id>/removal/", views.extra_removal, name="extra-removal"),
]
