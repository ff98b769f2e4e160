"""What people asked us, what became of it, and whether an article helped."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casaora.help import process
from casaora.kit.taken import Taken


class Question(models.Model):
    """Somebody wrote to us. Only verbs change a row, and each leaves a step. Whoever writes need not have an account."""

    class Topic(models.TextChoices):
        """What it is about; the words of the form."""

        BOOKING = "about_booking", _("A visit or a booking")
        PAYMENT = "about_payment", _("A payment, a hold or a refund")
        PAYOUT = "about_payout", _("My earnings or my payout account")
        ACCOUNT = "about_account", _("My account, or logging in")
        WORK = "about_work", _("Working with Casaora")
        DATA = "about_data", _("My data")
        ELSE = "about_else", _("Something else")

    reference = models.CharField(max_length=12, unique=True)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    text = models.CharField(max_length=3000)
    email = models.EmailField(max_length=254, help_text="where the answer goes")
    booking = models.CharField(max_length=12, blank=True, default="", help_text="as it was written: nobody has checked whose it is")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: written without signing in")
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=20, choices=[(s, s) for s in process.STATES], default=process.OPEN)
    asked_at = models.DateTimeField()
    reply_by = models.DateTimeField(help_text="until then somebody should have answered")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="the staff member who has it in hand")
    reply = models.TextField(blank=True, default="", max_length=5000)
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="when nobody waited for us any more")

    class Meta:
        app_label = "help"
        constraints = [
            models.CheckConstraint(condition=~Q(state=process.ANSWERED) | ~Q(reply=""), name="an_answered_question_has_its_answer"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True, state__in=process.WAITING) | Q(closed_at__isnull=False, state__in=(process.ANSWERED, process.CLOSED)), name="a_question_is_closed_or_waits"),
        ]
        indexes = [
            models.Index(fields=["reply_by"], name="questions_that_wait", condition=Q(state__in=process.WAITING)),
            models.Index(F("asked_at").desc(), name="questions_by_time"),
            models.Index(fields=["person", "-asked_at"], name="questions_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.reference


class QuestionStep(Taken):
    """What was done about a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "help"


class Verdict(models.Model):
    """Whether an article helped somebody. Nobody's name: it is about the article."""

    article = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    helped = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True, default="")
    given_at = models.DateTimeField()

    class Meta:
        app_label = "help"
        indexes = [models.Index(F("article"), F("given_at").desc(), name="verdicts_of_an_article")]

    def __str__(self) -> str:
        return self.article
