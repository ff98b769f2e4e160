"""A visit's issues: a sub-resource of the booking, and what is said to each of them."""

from django.urls import path

from bookings.issues import views

urlpatterns = [
    path("<slug:reference>/issues/new/", views.report, name="report"),
    path("<slug:reference>/issues/<slug:issue>/", views.issue, name="issue"),
    path("<slug:reference>/issues/<slug:issue>/answer/", views.say, {"step": "answer"}, name="issue_answer"),
    path("<slug:reference>/issues/<slug:issue>/appeal/", views.say, {"step": "appeal"}, name="issue_appeal"),
    path("<slug:reference>/issues/<slug:issue>/withdrawal/", views.take_back, name="issue_take_back"),
    path("<slug:reference>/issues/<slug:issue>/files/<int:number>/", views.file, name="issue_file"),
]
