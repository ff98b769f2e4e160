"""Photos and their files. Kept in rows, so that the rows' policies guard them and a backup has them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.photos.frames import Frame
from accounts.professionals.models import Professional


class Photo(models.Model):
    """One photo of a professional's. Others see it once it is ``shown``."""

    PORTRAIT, WORK = "portrait", "work"
    WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"
    KINDS = [(PORTRAIT, _("Portrait")), (WORK, _("Work"))]
    STATES = [(WAITING, _("Waits for us")), (SHOWN, _("Shown")), (REFUSED, _("Refused"))]
    #: Photos of work that a professional may have, refused ones not counted.
    MOST_OF_WORK = 6

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    source = models.BinaryField(help_text="what was sent, without its notes; empty once refused")
    x = models.PositiveSmallIntegerField(default=50)
    y = models.PositiveSmallIntegerField(default=35)
    zoom = models.PositiveSmallIntegerField(default=100)
    caption = models.CharField(max_length=120, blank=True, default="", help_text="what a photo of work shows, for those who do not see it")
    digest = models.CharField(max_length=32, db_index=True, help_text="the name of its files; another cut has another")
    blur = models.CharField(max_length=800, blank=True, default="")
    added_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, default="", help_text="why it was refused")

    class Meta:
        app_label = "accounts"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["professional", "state"], condition=models.Q(kind="portrait", state__in=("waiting", "shown")), name="one_portrait_a_state"
            ),
            models.CheckConstraint(condition=models.Q(x__lte=100, y__lte=100, zoom__gte=100, zoom__lte=300), name="a_frame_lies_in_the_picture"),
        ]
        indexes = [models.Index(fields=["added_at"], name="photos_that_wait", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def frame(self) -> Frame:
        """How it is cut."""
        return Frame(self.x, self.y, self.zoom)


class PhotoFile(models.Model):
    """One size of a photo in one kind, such as ``192.avif``."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="files")
    name = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["photo", "name"], name="one_file_a_size")]

    def __str__(self) -> str:
        return self.name
