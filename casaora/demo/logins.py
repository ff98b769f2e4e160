"""Who can sign in to the demo city, and with what."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings

from accounts.users.models import User
from casaora.demo import people
from casaora.demo.cast import PASSWORD


@dataclass(frozen=True, slots=True)
class Login:
    """One person's way in."""

    email: str
    password: str
    role: str
    name: str


def logins() -> list[Login]:
    """Everybody of the demo city who is there, customers first, then professionals and staff, in the order of their portraits."""
    there = set(User.objects.values_list("email", flat=True))
    cast: list[tuple[str, Any]] = [
        *(("customer", h) for h in people.HOUSEHOLDS), *(("professional", p) for p in people.PROFESSIONALS),
        ("professional, applying", people.APPLICANT), *((f"staff, {c.group}", c) for c in people.TEAM),
    ]  # fmt: skip
    found = [Login(f"{who.key}@casaora.example", PASSWORD, role, f"{who.first} {who.last}") for role, who in cast]
    return [login for login in found if login.email in there]


def codes() -> list[dict[str, str]]:
    """What the second key of each of the staff shows now, and the address that an app can read."""
    counters = list(yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    label = settings.MFA_TOTP_ISSUER
    return [
        {
            "email": f"{c.key}@casaora.example", "code": format_hotp_value(hotp_value(c.totp_secret, now)),
            "app": f"otpauth://totp/{quote(label)}:{c.key}@casaora.example?secret={c.totp_secret}&issuer={quote(label)}",
        }
        for c in people.TEAM
    ]  # fmt: skip


def as_rows() -> list[dict[str, str]]:
    """The logins as plain values."""
    return [asdict(login) for login in logins()]
