"""Questions about the person who signs in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.users.models import Consent, User


def signed_in(request: HttpRequest) -> int:
    """The id of the person behind a request; for views that stand behind ``login_required``."""
    if request.user.pk is None:
        raise PermissionDenied
    return request.user.pk


def by_address(email: str) -> User | None:
    """Whoever signs in with an address, without regard to case. Inside a verb: nobody is known yet."""
    return User.objects.filter(email__iexact=email).first()


def is_verified(user: User) -> bool:
    """Whether the person has shown that the address they sign in with is theirs: needed before the first booking."""
    return EmailAddress.objects.filter(user_id=user.pk, email__iexact=user.email, verified=True).exists()


def agrees_to_be_counted(person_id: int) -> bool:
    """Whether this person agreed that what they do is counted without their name. One statement."""
    return Consent.objects.filter(person_id=person_id, purpose=Consent.ANALYTICS, withdrawn_at=None).exists()
