"""The local mailbox."""

from django.urls import path

from accounts.notifications import views

app_name = "outbox"
urlpatterns = [
    path("", views.outbox, name="mails"),
    path("<int:mail_id>/", views.outbox_mail, name="mail"),
    path("<int:mail_id>/html/", views.outbox_html, name="html"),
]
