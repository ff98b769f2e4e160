"""Every notice of the two tables, in both languages: whole, calm, and without a hole."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.notifications import letters
from accounts.notifications.models import Notice
from bookings.supplements import notices, process
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from tests.bookings.supplements.scenes import proposed, tipping

pytestmark = pytest.mark.django_db
TOLD = sorted({
    (kind, role, told) for kind, table in process.PROCESSES.items() for step in table.steps.values() for role, told in step.told.items()
})  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["tip", "extra_time"])
def test_letters_are_whole_in_both_languages(stage: Stage, kind: str, language: str) -> None:
    it: Supplement = tipping(stage) if kind == "tip" else proposed(stage)
    for whose, role, told in TOLD:
        if whose != kind:
            continue
        context = {**notices.facts(it), "role": role, "by": "customer"}
        notice = Notice(person=stage.customer.user, kind=told, key=told, language=language, context=context, created_at=stage.at)
        with translation.override(language):
            letter = letters.compose(notice)
        for text in (letter.subject, letter.text, letter.html):
            assert text.strip(), told
            assert "{" not in text.replace("{mso", ""), told
            assert "%(" not in text, told
            assert "!" not in letter.subject + letter.text, told
        assert len(letter.subject) <= 90, letter.subject
        assert f"/{language}/bookings/{it.reference}/" in letter.text, told
        if language == "es":
            assert not {"hold", "booking", "visit", "tip"} & set(letter.text.lower().split()), told
