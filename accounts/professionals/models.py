"""A professional's profile. Public, except what staff note elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from accounts.places.models import City, Neighborhood

#: Between the words of one name, as in Teresa de Jesús: not where it ends.
PARTICLES = ("de", "del", "la", "las", "los", "y")


def given_names(display_name: str) -> str:
    """How people call somebody: without the surnames, of which a name of four words or more has two."""
    words = display_name.split()
    given = words[: max(1, len(words) - (2 if len(words) > 3 else 1))]
    while given[-1:] and given[-1].lower() in PARTICLES and len(given) < len(words) - 1:
        given.append(words[len(given)])
    while given[1:] and given[-1].lower() in PARTICLES:
        given.pop()  # it belonged to the surname
    return " ".join(given)


class Professional(models.Model):
    """A vetted person who offers services. The primary key is the person's, so that policies need no join."""

    APPLIED, DOCUMENTS, INTERVIEW, BACKGROUND, APPROVED, REJECTED, SUSPENDED = (
        "applied", "documents", "interview", "background_check", "approved", "rejected", "suspended",
    )  # fmt: skip
    VETTING = [(s, s.replace("_", " ")) for s in (APPLIED, DOCUMENTS, INTERVIEW, BACKGROUND, APPROVED, REJECTED, SUSPENDED)]

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="professional")
    slug = models.SlugField(max_length=80, unique=True)
    display_name = models.CharField(max_length=80)
    gender = models.CharField(max_length=1, choices=[("f", "she"), ("m", "he"), ("n", "they")], default="n", help_text="for Spanish grammar")
    headline_en = models.CharField(max_length=120, blank=True, default="")
    headline_es = models.CharField(max_length=120, blank=True, default="")
    about_en = models.TextField(blank=True, default="", max_length=2000)
    about_es = models.TextField(blank=True, default="", max_length=2000)
    languages = ArrayField(models.CharField(max_length=2), default=list)
    city = models.ForeignKey(City, models.PROTECT, related_name="professionals")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="+")
    years_of_experience = models.PositiveSmallIntegerField(default=0)
    vetting_state = models.CharField(max_length=20, choices=VETTING, default=APPLIED)
    approved_at = models.DateTimeField(null=True, blank=True)
    checks_valid_until = models.DateTimeField(null=True, blank=True, help_text="when the first required check runs out")
    is_listed = models.BooleanField(default=True, help_text="her own wish to appear in search")
    photo = models.CharField(max_length=32, blank=True, default="", db_default="", help_text="the name of her shown portrait's files; empty: none")

    class Meta:
        app_label = "accounts"
        indexes = [
            models.Index(fields=["city", "vetting_state"], name="professionals_of_a_city"),
            # Each minute the clock asks who is suspended: a handful of all.
            models.Index(fields=["user"], name="professionals_suspended", condition=models.Q(vetting_state="suspended")),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """What to call her: both given names where she has two."""
        return self.user.first_name or self.display_name

    @property
    def given_names(self) -> str:
        """How pages call her: her public name without the surnames. Who she is as a user is private."""
        return given_names(self.display_name)

    @property
    def headline(self) -> str:
        """In the reader's language."""
        return (self.headline_es if (get_language() or "").startswith("es") else self.headline_en) or self.headline_es or self.headline_en

    @property
    def about(self) -> str:
        """In the reader's language, else in the one she wrote."""
        return (self.about_es if (get_language() or "").startswith("es") else self.about_en) or self.about_es or self.about_en

    def is_bookable(self) -> bool:
        """Approved and wishing to be found."""
        return self.vetting_state == self.APPROVED and self.is_listed
