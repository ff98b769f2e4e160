"""Verbs of open sessions: noted at sign-in, listed, ended one by one or all but the present one."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.access.models import OpenSession
from accounts.users.models import User
from accounts.users.sessions import SessionStore
from casaora.kit import events
from casaora.kit.acting import as_verb

#: Where the session remembers its own row.
MARK = "open_session"
#: Shown at most; who signs in oftener than that does so with a script.
MOST = 50
#: In this order: a browser also names the ones that it descends from.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))


def browser_of(request: HttpRequest) -> str:
    """``Firefox, Android``: names from closed lists, never what was sent; empty when it is none of them."""
    said = re.sub(r"\s+", " ", request.headers.get("User-Agent", ""))[:400]
    named = [next((name for sign, name in table if sign in said), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in named if name)


def note(request: HttpRequest, person_id: int, at: datetime) -> None:
    """Note that this browser is signed in as this person, or that its session has another key now."""
    if request.session.session_key is None:
        with transaction.atomic(), as_verb():
            request.session.save()
    key = str(request.session.session_key)
    with transaction.atomic(), as_verb():
        known = OpenSession.objects.filter(pk=request.session.get(MARK) or 0, person_id=person_id).first()
        if known is None:
            _forget_gone(person_id)
            known, _is_new = OpenSession.objects.update_or_create(
                session_key=key, defaults={"person_id": person_id, "browser": browser_of(request), "begun_at": at}
            )
            request.session[MARK] = known.pk
        elif known.session_key != key:
            known.session_key = key
            known.save(update_fields=["session_key"])


def open_of(person_id: int) -> list[OpenSession]:
    """The person's sessions that still exist, the newest first. Two statements."""
    rows = list(OpenSession.objects.filter(person_id=person_id).order_by("-begun_at", "-pk")[:MOST])
    alive = set(Session.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in alive]


def end(*, session_id: int, person_id: int) -> None:
    """Sign that browser out. Raises OpenSession.DoesNotExist for somebody else's."""
    with transaction.atomic(), as_verb():
        row = OpenSession.objects.get(pk=session_id, person_id=person_id)
        SessionStore().delete(row.session_key)
        row.delete()
    events.emit("session_ended", user=person_id)


def end_others(request: HttpRequest, person_id: int, at: datetime) -> None:
    """Sign out everywhere but here, those of which we have no row included: what every session must match is changed."""
    with transaction.atomic(), as_verb():
        person = User.objects.select_for_update(no_key=True).get(pk=person_id)
        person.session_turn += 1
        person.save(update_fields=["session_turn"])
        update_session_auth_hash(request, person)
        for row in OpenSession.objects.filter(person_id=person_id).exclude(pk=request.session.get(MARK) or 0):
            SessionStore().delete(row.session_key)
            row.delete()
    note(request, person_id, at)
    events.emit("sessions_ended", user=person_id)


def _forget_gone(person_id: int) -> None:
    """Rows of sessions that ended by themselves; in a verb."""
    rows = dict(OpenSession.objects.filter(person_id=person_id).values_list("session_key", "pk"))
    alive = set(Session.objects.filter(session_key__in=rows).values_list("session_key", flat=True))
    OpenSession.objects.filter(pk__in=[pk for key, pk in rows.items() if key not in alive]).delete()
