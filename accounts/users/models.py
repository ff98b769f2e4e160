"""The person who signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: Django groups that staff belong to; the database's policies know the same names.
STAFF_GROUPS = ("support", "finance", "operations")


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Staff with every permission; for the first login of an installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """E-mail addresses are compared without case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. A role is what rows they have (customer, professional) or what staff gave them, never an input."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("es", "Español")], default="es")
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=300, blank=True, default="")
    session_turn = models.IntegerField(default=0, db_default=0, help_text="how often all sessions but one were ended")

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta(AbstractUser.Meta):
        app_label = "accounts"
        abstract = False
        swappable = "AUTH_USER_MODEL"
        # Each minute the clock asks who is suspended: a handful of all.
        indexes = [models.Index(fields=["suspended_at"], name="users_suspended", condition=models.Q(suspended_at__isnull=False))]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_address", violation_error_message=_("There is already an account with this address."))]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: Django's, which follows the password, and the turn, once there was one."""
        of_password: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return of_password if not self.session_turn else salted_hmac("casaora.accounts.turn", f"{of_password}:{self.session_turn}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def kind(self) -> str:
        """``staff``, ``professional`` or ``customer``: which home page is theirs."""
        if self.is_staff:
            return "staff"
        return "professional" if hasattr(self, "professional") else "customer"

    def staff_groups(self) -> list[str]:
        """The groups that row policies look at; a superuser is in all of them."""
        if self.is_superuser:
            return list(STAFF_GROUPS)
        return [name for name in self.groups.values_list("name", flat=True) if name in STAFF_GROUPS]


class Consent(models.Model):
    """A text that a person agreed to. Withdrawing is a time, not a deletion: what was agreed to when stays known."""

    TERMS, POSITION, ANALYTICS = "terms", "position", "analytics"

    person = models.ForeignKey(User, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["person", "purpose", "version"], name="one_consent_a_version")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
