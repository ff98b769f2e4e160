"""What people were told, and the e-mails that told them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Notice(models.Model):
    """Something a person is told, once. The words are templates (``templates/notices/<kind>``), the facts ``context``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="notices", help_text="empty: a letter to somebody without an account")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True, help_text="what makes it the same notice: it is told once")
    language = models.CharField(max_length=2)
    context = models.JSONField(default=dict)
    to = models.EmailField(blank=True, default="", help_text="only when it is not the person's own address")
    is_listed = models.BooleanField(default=True, help_text="shown on the person's page; codes and links are not")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(F("person"), F("created_at").desc(), name="notices_of_a_person")]
        constraints = [models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(to=""), name="a_notice_goes_somewhere")]

    def __str__(self) -> str:
        return self.key


class Mail(models.Model):
    """The e-mail of a notice, as it left. ``sent_at`` empty: claimed by a worker until ``sending_until``."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="mail")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    sending_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(F("sent_at").desc(), name="mails_by_time")]

    def __str__(self) -> str:
        return self.subject
