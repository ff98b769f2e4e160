"""Each page of allauth, with what it needs here: a limit for its POST, and the right to look people up.

A POST is one transaction as a verb, because nobody is known yet or the tables are written by verbs alone. A GET runs in the
read-only transaction of the middleware; those before sign-in read as a verb (whose code is it?), the others as the person.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.access import devices, sessions
from casaora.kit import clock
from casaora.kit.acting import as_verb, become
from casaora.kit.middleware import SAFE
from casaora.ratelimits import View, limited

After = Callable[[HttpRequest], None]


def codes_were_shown(request: HttpRequest) -> None:
    """New recovery codes are shown by the page that follows: noted now, because that page is a GET and cannot write."""
    for made in Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES):
        made.data.setdefault("viewed_at", clock.now().timestamp())
        made.save(update_fields=["data"])


def second_factor_changed(request: HttpRequest) -> None:
    """What a session may do has changed, so its key does."""
    codes_were_shown(request)
    request.session.cycle_key()


@dataclass(frozen=True)
class Door:
    """How a page is entered: the limit's category; whether its GET looks people up; what follows its POST."""

    limit: str
    before_sign_in: bool = False
    after: After | None = None


#: Typing a code from a mail counts as an ordinary write: allauth bounds it (three tries, two more codes), and asking for one
#: is limited where it is asked for.
DOORS = {
    "account_login": Door("auth", before_sign_in=True),
    "account_logout": Door("write"),
    "account_inactive": Door("write"),
    "account_signup": Door("signup", before_sign_in=True),
    "account_reauthenticate": Door("auth"),
    "account_email": Door("password_reset"),
    "account_email_verification_sent": Door("write", before_sign_in=True),
    "account_change_password": Door("auth"),
    "account_set_password": Door("auth"),
    "account_reset_password": Door("password_reset"),
    "account_confirm_password_reset_code": Door("write", before_sign_in=True),
    "account_complete_password_reset": Door("write", before_sign_in=True),
    "account_password_reset_completed": Door("write"),
    "mfa_index": Door("write"),
    "mfa_authenticate": Door("auth", before_sign_in=True),
    "mfa_reauthenticate": Door("auth"),
    "mfa_activate_totp": Door("auth", after=second_factor_changed),
    "mfa_deactivate_totp": Door("auth", after=second_factor_changed),
    "mfa_view_recovery_codes": Door("write"),
    "mfa_generate_recovery_codes": Door("auth", after=codes_were_shown),
    "mfa_download_recovery_codes": Door("write"),
}
#: Pages of allauth that are not ours: nobody signs in by a code alone.
CLOSED = {"account_confirm_login_code"}


def guarded(view: View, door: Door) -> View:
    """The view behind its door."""

    @functools.wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in SAFE:
            if not door.before_sign_in:
                return view(request, *args, **kwargs)
            with as_verb():
                return view(request, *args, **kwargs)
        before = request.user.pk
        with transaction.atomic(), as_verb():
            response = view(request, *args, **kwargs)
            if door.after and request.user.is_authenticated:
                door.after(request)
        _follow(request, response, before)
        return response

    return limited(door.limit)(entered)


def _follow(request: HttpRequest, response: HttpResponse, before: int | None) -> None:
    """Leaving the verb brought back whoever came in; the view may have signed somebody in or out."""
    now = request.user.pk
    if now is not None:
        sessions.note(request, now, clock.now())  # a new password, or factor, has given the session another key
    if now == before:
        return
    become(person=now, groups=())
    if now is not None:
        devices.remember(request, response, now)


def pages(patterns: list[Any], prefix: str = "") -> list[URLPattern]:
    """allauth's patterns, flattened, each behind its door. A page that DOORS does not know stops the start."""
    found: list[URLPattern] = []
    for entry in patterns:
        if not isinstance(entry, URLPattern):
            found += pages(entry.url_patterns, prefix + str(entry.pattern))
        elif entry.name not in CLOSED:
            found.append(path(prefix + str(entry.pattern), guarded(entry.callback, DOORS[str(entry.name)]), name=entry.name))
    return found
