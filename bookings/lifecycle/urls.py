"""A booking's page, and one sub-resource for each step that a person may take."""

from django.urls import path

from bookings.lifecycle import views

#: Steps that show something before they are taken; the others are a button.
PAGES = {"cancel": views.cancellation, "propose_time": views.new_time}

urlpatterns = [
    path("<slug:reference>/", views.detail, name="detail"),
    path("<slug:reference>/payment/", views.payment, name="payment"),
    path("<slug:reference>/payment/check/", views.check_payment, name="check_payment"),
    *[path(f"<slug:reference>/{views.NOUNS[step]}/", page, name=step) for step, page in PAGES.items()],
    *[path(f"<slug:reference>/{noun}/", views.take, {"step": step}, name=step) for step, noun in views.NOUNS.items() if step not in PAGES],
]
