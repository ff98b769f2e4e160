"""Questions about the person who signs in."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.users.models import User


def by_address(email: str) -> User | None:
    """Whoever signs in with an address, without regard to case. Inside a verb: nobody is known yet."""
    return User.objects.filter(email__iexact=email).first()


def is_verified(user: User) -> bool:
    """Whether the person has shown that the address they sign in with is theirs: needed before the first booking."""
    return EmailAddress.objects.filter(user_id=user.pk, email__iexact=user.email, verified=True).exists()
