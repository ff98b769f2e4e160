"""The verbs: write to us, take it in hand, reply, set it aside; and say whether an article helped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.notifications.actions import notify
from accounts.places.holidays import business_days
from accounts.places.models import Market
from accounts.users.actions import WhyMissing, require_staff
from casaora.help.models import Question, QuestionStep, Verdict
from casaora.help.process import NEEDS_WHY, PROCESS
from casaora.kit import events, references
from casaora.kit.acting import as_verb
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already
from casaora.pages.legal import CONSULT

#: Whose working days are counted where no market is open yet.
FIRST_MARKET = "CO"
#: Shorter replies answer nothing.
SHORTEST_REPLY = 20
#: The same words from the same address within this time are one question: a form that was sent twice.
TWICE = timedelta(hours=1)


class NotNow(ValueError):
    """The question's state does not allow this step."""

    def __str__(self) -> str:
        """For the staff member who tried."""
        return "It was dealt with already."


class ReplyTooShort(ValueError):
    """Nobody is helped by this."""

    def __str__(self) -> str:
        """For the staff member who wrote it."""
        return f"Write the reply: {SHORTEST_REPLY} characters or more. It is sent as it is."


def reply_by(topic: str, at: datetime) -> datetime:
    """The end of the day by which somebody should have answered: business days of the open market; the law's where it is about data."""
    market = Market.objects.filter(is_open=True).order_by("code").first()
    code, zone = (market.code, market.zone) if market else (FIRST_MARKET, ZoneInfo("America/Bogota"))
    days = min(CONSULT, settings.CONTACT_ANSWER_DAYS) if topic == Question.Topic.DATA else settings.CONTACT_ANSWER_DAYS
    last = next(islice(business_days(code, at.astimezone(zone).date()), days - 1, None))
    return datetime.combine(last + timedelta(days=1), time(), zone)


def write(*, topic: str, text: str, email: str, booking: str, language: str, by: By, at: datetime) -> Question:
    """Somebody asks us something; a letter says that it arrived. The same words again within an hour are the same question.

    ``by`` has a person where somebody is signed in. The letter does not repeat what was written: the address may be somebody else's.
    """
    with transaction.atomic(durable=True), as_verb():
        same = Question.objects.filter(email__iexact=email, text=text, topic=topic, asked_at__gt=at - TWICE).first()
        if same is not None:
            return same
        asked = Question.objects.create(
            reference=references.new("QU"), topic=topic, text=text, email=email, booking=booking, person_id=by.person_id,
            language=language, asked_at=at, reply_by=reply_by(topic, at),
        )  # fmt: skip
        _note(asked, "write", "", by, at)
        _tell(asked, "question_arrived", at)
    events.emit("question_asked", kind=topic, outcome="known" if by.person_id else "visitor")
    return asked


def take_in_hand(*, reference: str, by: By, at: datetime) -> Question:
    """A member of our team looks after it. Raises MayNot, NotNow."""

    def owned(row: Question) -> None:
        row.owner_id = by.person_id

    return _step("take_in_hand", reference, by, at, "", owned)


def reply(*, reference: str, text: str, by: By, at: datetime) -> Question:
    """Answer it: the words go to whoever asked, by e-mail, as they are. Twice is once. Raises MayNot, NotNow, ReplyTooShort."""
    words = text.strip()
    if len(words) < SHORTEST_REPLY:
        raise ReplyTooShort

    def replied(row: Question) -> None:
        row.reply, row.replied_at, row.closed_at = words, at, at
        row.owner_id = row.owner_id or by.person_id

    answered = _step("reply", reference, by, at, "", replied)
    events.emit("question_answered", kind=answered.topic, seconds=int((at - answered.asked_at).total_seconds()))
    return answered


def set_aside(*, reference: str, by: By, at: datetime, why: str) -> Question:
    """It needs no answer of ours. Raises MayNot, NotNow, WhyMissing."""

    def closed(row: Question) -> None:
        row.closed_at = at

    return _step("set_aside", reference, by, at, why, closed)


def open_again(*, reference: str, by: By, at: datetime, why: str) -> Question:
    """Something was missing: it waits for us anew. Raises MayNot, NotNow, WhyMissing."""

    def opened(row: Question) -> None:
        row.closed_at, row.reply_by = None, reply_by(row.topic, at)

    return _step("open_again", reference, by, at, why, opened)


def _step(name: str, reference: str, by: By, at: datetime, why: str, change: Callable[[Question], None]) -> Question:
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "support", "operations")
        row = Question.objects.select_for_update(no_key=True, of=("self",)).get(reference=reference)
        if is_done_already(row, name, by) and name != "reply":
            return row
        if row.state not in PROCESS[name].sources:
            raise NotNow(name)
        if name in NEEDS_WHY and not why.strip():
            raise WhyMissing
        before, row.state = row.state, PROCESS[name].target or row.state
        change(row)
        row.save()
        _note(row, name, before, by, at, why)
        if PROCESS[name].told:
            _tell(row, PROCESS[name].told["customer"], at)
        return row


def _note(row: Question, name: str, before: str, by: By, at: datetime, why: str = "") -> None:
    QuestionStep.objects.create(question=row, step=name, from_state=before, to_state=row.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why[:300])


def _tell(row: Question, kind: str, at: datetime) -> None:
    said = {"reference": row.reference, "page": ["help:contact"], "reply": row.reply if kind == "question_answered" else "", "days": settings.CONTACT_ANSWER_DAYS}
    notify(
        person_id=row.person_id, kind=kind, key=f"{kind}:{row.reference}:{row.steps.count()}", context=said, at=at, to=row.email,
        language=row.language, is_listed=row.person_id is not None,
    )  # fmt: skip


def say_whether_it_helped(*, article: str, language: str, helped: bool, words: str, at: datetime) -> Verdict:
    """Keep a verdict on an article; of whom is not kept."""
    with transaction.atomic(durable=True), as_verb():
        given = Verdict.objects.create(article=article, language=language, helped=helped, words=words, given_at=at)
    events.emit("article_judged", kind=article, outcome="helped" if helped else "did_not_help")
    return given
