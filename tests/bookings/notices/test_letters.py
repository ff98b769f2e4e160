"""Every notice of the process table, in both languages: whole, calm, and without a hole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.notifications import letters
from accounts.notifications.models import Notice
from bookings.lifecycle import notices, process
from casaora.demo.scenes import Stage

pytestmark = pytest.mark.django_db
KINDS = sorted({kind for step in process.PROCESS.steps.values() for kind in step.told.values()} | {"booking_reminder_half", "booking_reminder_last"})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("by", ["customer", "professional", "staff"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_whole_in_both_languages(stage: Stage, kind: str, by: str, language: str, settings: object) -> None:
    booking = stage.authorized()
    told = {"by": by, "why": "Una fiebre.", "refund": {"minor": 7_820_000, "currency": "COP"}, "kept": {"minor": 6_800_000, "currency": "COP"}}
    told |= {name: {"at": booking.starts_at.isoformat(), "zone": "America/Bogota"} for name in ("proposed", "answer_by", "before", "until")}
    context = {**notices.facts(booking), **told, "others": [{"name": "Yolanda Palacios", "slug": "yolanda-palacios"}]}
    notice = Notice(person=stage.customer.user, kind=kind, key=kind, language=language, context=context, created_at=stage.at)
    with translation.override(language):
        letter = letters.compose(notice)
    for text in (letter.subject, letter.text, letter.html):
        assert text.strip()
        assert "{" not in text.replace("{mso", "")
        assert "%(" not in text
        assert "!" not in letter.subject + letter.text
    assert len(letter.subject) <= 90
    assert f"/{language}/bookings/{booking.reference}/" in letter.text
    assert "<p" in letter.html
    if language == "es":
        assert not {"hold", "booking", "visit"} & set(letter.text.lower().split())


def test_reminders_come_at_half_time_and_two_hours_before_the_end(stage: Stage) -> None:
    from bookings.lifecycle import deadlines

    booking = stage.authorized()
    assert booking.authorized_at is not None
    for hours, kinds in ((11, set()), (13, {"booking_reminder_half"}), (21, {"booking_reminder_half"}), (23, {"booking_reminder_half", "booking_reminder_last"})):
        deadlines.remind_due(booking.authorized_at + timedelta(hours=hours))
        assert set(Notice.objects.filter(kind__startswith="booking_reminder").values_list("kind", flat=True)) == kinds
