"""Which browsers a person has signed in with: a signed cookie of the browser's, nothing about it is kept here."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

LASTS = timedelta(days=365)
#: People who share one browser; the oldest is forgotten.
MOST = 8
SALT = "casaora.accounts.devices"


def _name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def people_of(request: HttpRequest) -> list[int]:
    """Who signed in with this browser before, oldest first; nobody when the cookie is missing, old or forged."""
    try:
        known = signing.loads(request.COOKIES.get(_name(), ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [number for number in known if isinstance(number, int)]


def remember(request: HttpRequest, response: HttpResponse, person_id: int) -> None:
    """Note in the browser that this person signed in with it."""
    known = [number for number in people_of(request) if number != person_id]
    response.set_cookie(
        _name(), signing.dumps([*known, person_id][-MOST:], salt=SALT), max_age=LASTS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
