"""Telling people: a row in the cause's transaction, then one e-mail."""

from __future__ import annotations

import hashlib
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.notifications import letters
from accounts.notifications.models import Mail, Notice
from accounts.users import sealing
from accounts.users.models import User
from casaora.kit import outbox
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: How long a worker has for one e-mail before another may try (the mail server's time limit is far below).
SENDING = timedelta(minutes=2)


class BeingSent(RuntimeError):
    """Another worker is sending this e-mail now; the outbox comes back later."""


class NotSent(RuntimeError):
    """The mail server did not take an e-mail. Says what kind of error it was and not its words: they hold people's addresses."""


def notify(
    *, person_id: int | None, kind: str, key: str, context: dict[str, Any], at: datetime, to: str = "", secret: str = "",
    is_listed: bool = True, language: str = "",
) -> None:  # fmt: skip
    """Tell a person something, in the caller's transaction; nothing when ``key`` was told before.

    ``context`` is JSON: money as ``kit.money`` parts, moments as ISO text with a zone (see ``templatetags.notices``).
    ``secret`` is a code or a link: sealed at rest, ``{{ secret }}`` in the templates, forgotten once sent. ``to`` is for the
    rare mail that goes elsewhere than to the person's own address (a new address that is to be confirmed). Somebody without an account
    (``person_id`` None) has ``to`` and a ``language``, which otherwise is the person's own unless said.
    """
    language = language or User.objects.values_list("language", flat=True).get(pk=person_id or 0)
    facts = {**context, letters.SECRET: sealing.seal(secret)} if secret else context
    row = Notice(
        person_id=person_id, kind=kind, key=key, language=language, context=facts, to=to,
        is_listed=is_listed and not secret and person_id is not None, created_at=at,
    )  # fmt: skip
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    outbox.put(topic="notice", key=f"notice:{key}", payload={"key": key}, at=at)


def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Send the e-mail of a notice, unless it was sent: the outbox's handler. Raises BeingSent while another worker does.

    Claimed in one transaction and marked in another, so that none is open while the mail server is spoken to. After a
    crash between the two it goes again under the same Message-ID.
    """
    mail, letter = _claim(payload["key"], at)
    if mail is None or letter is None:
        return
    message = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [mail.to])
    message.extra_headers["Message-ID"] = _message_id(payload["key"])
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPException as error:
        raise NotSent(type(error).__name__) from None
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(sent_at=at)
        notice = mail.notice
        if notice.context.pop(letters.SECRET, None):
            notice.save(update_fields=["context"])


def _claim(key: str, at: datetime) -> tuple[Mail | None, letters.Letter | None]:
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).select_related("person").get(key=key)
        mail = Mail.objects.filter(notice=notice).first()
        if mail and mail.sent_at:
            return None, None
        if mail and mail.sending_until > at:
            raise BeingSent(key)
        letter = letters.compose(notice)
        # On a developer's machine the page "what was sent" is the mailbox; elsewhere codes are not kept.
        keeps = settings.ENVIRONMENT in ("local", "test")
        kept = letter if keeps else letter.without(letters.secret_of(notice))
        mail, _made = Mail.objects.update_or_create(
            notice=notice,
            defaults={
                "to": notice.to or (notice.person.email if notice.person else ""), "subject": kept.subject[:200], "text": kept.text, "html": kept.html,
                "sending_until": at + SENDING,
            },
        )  # fmt: skip
        return mail, letter


def _message_id(key: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def read_all(*, by: By, at: datetime) -> int:
    """Note that a person has seen their notices. Returns how many were new."""
    with transaction.atomic(durable=True), as_verb():
        return Notice.objects.filter(person_id=by.person_id, read_at=None).update(read_at=at)
