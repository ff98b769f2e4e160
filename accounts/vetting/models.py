"""Steps of an application, and checks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.professionals.models import Professional
from casaora.kit.taken import Taken


class VettingStep(Taken):
    """A change of a professional's vetting state: a row, never edited."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="vetting_steps")
    why = models.TextField(blank=True, default="", max_length=1000)

    class Meta(Taken.Meta):
        app_label = "accounts"
        indexes = [models.Index(F("professional"), F("at").desc(), name="vetting_of_a_professional")]


class Check(models.Model):
    """Something that staff looked at. A newer one of the same kind takes the older one's place; none is edited."""

    IDENTITY, POLICE, REFERENCES, INTERVIEW, CERTIFICATE = "identity", "police_record", "references", "interview", "certificate"
    KINDS = [
        (IDENTITY, _("Identity document")),
        (POLICE, _("Police record")),
        (REFERENCES, _("References of earlier homes")),
        (INTERVIEW, _("Interview")),
        (CERTIFICATE, _("Certificate")),
    ]
    #: Nobody is approved without these, and new bookings stop when one of them runs out.
    REQUIRED = (IDENTITY, POLICE, REFERENCES, INTERVIEW)

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=KINDS)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True, help_text="empty: it does not run out")
    note = models.CharField(max_length=200, blank=True, default="", help_text="public: such as the school's name")

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(fields=["professional", "kind", "-checked_at"], name="checks_of_a_professional")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("checked_at")), name="a_check_is_valid_for_some_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.checked_at:%Y-%m-%d}"

    def is_valid(self, at: datetime) -> bool:
        """Whether it has not run out."""
        return self.valid_until is None or self.valid_until > at
