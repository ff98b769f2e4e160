"""How people hear of an alarm: by e-mail, and by a webhook in Slack's format. Each word says where its runbook is."""

from __future__ import annotations

import json
import logging
import urllib.request
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation

from casaora.kit import clock
from casaora.kit.acting import reading_as_verb
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from casaora.ops.words import facts, headline

log = logging.getLogger(__name__)
#: Seconds for a webhook to answer.
PATIENCE = 8
WORDS = {"opened": "ALARM", "again": "STILL", "closed": "OVER"}


def ways() -> list[str]:
    """Which ways are set up; none where nobody gave an address."""
    return [name for name, is_on in (("mail", bool(settings.ALARM_EMAILS)), ("webhook", bool(settings.ALARM_WEBHOOK_URL))) if is_on]


def deliver(payload: dict[str, Any], at: datetime) -> None:
    """For the outbox: send one word on one way. Raises what the way raises, so that it is tried again."""
    with reading_as_verb():  # whoever delivers: web does, when the worker is what is missing
        alarm = Alarm.objects.get(pk=payload["alarm"])
    subject, text = words(alarm, payload["what"])
    _send(payload["way"], subject, text)


def words(alarm: Alarm, what: str) -> tuple[str, str]:
    """A line, and the text under it: what, since when, where to look, what to do. In English: operators' own language here."""
    with translation.override("en"):
        says, known = headline(alarm), facts(alarm, "UTC")
    where = settings.SITE_URL
    lines = [
        says,
        f"Since {alarm.opened_at:%Y-%m-%d %H:%M} UTC" + (f", until {alarm.closed_at:%Y-%m-%d %H:%M} UTC: {alarm.why}" if alarm.closed_at else ""),
        *known,
    ]
    if what != "closed":
        lines.append(f"What to do: {where}{runbook_path(alarm)}")
    lines.append(f"Dashboard: {where}{reverse('admin:index')}")
    return f"[{settings.ENVIRONMENT}] {WORDS[what]}: {says}", "\n".join(lines)


def runbook_path(alarm: Alarm) -> str:
    """The address of the page that helps."""
    return reverse("admin:runbook", args=[KINDS[alarm.kind].runbook])


def shout(kind: str, reason: str) -> None:
    """Tell at once and without the database, at most every quarter of an hour: for when it is the database that is gone. Never raises."""
    if not cache.add(f"shouted:{kind}", 1, 15 * 60):
        return
    now = clock.now()
    alarm = Alarm(kind=kind, subject=reason, severity=KINDS[kind].severity, count=1, opened_at=now, seen_at=now, told_at=now)
    subject, text = words(alarm, "opened")
    for way in ways():
        try:
            _send(way, subject, text)
        except OSError:
            log.exception("nobody could be told by %s", way)


def _send(way: str, subject: str, text: str) -> None:
    if way == "mail":
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, settings.ALARM_EMAILS)
        return
    body = json.dumps({"text": f"*{subject}*\n{text}"}).encode()
    wanted = urllib.request.Request(settings.ALARM_WEBHOOK_URL, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(wanted, timeout=PATIENCE) as answer:  # nosec B310: an operator's own setting
        answer.read(1000)
