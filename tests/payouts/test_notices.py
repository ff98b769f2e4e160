"""What professionals are told about their money: every notice composes in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.notifications.actions import notify
from accounts.notifications.letters import compose
from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.kit.acting import as_verb
from payouts.batches.process import PAYOUT

TOTAL = {"minor": 15_000_000, "currency": "COP"}
UNTIL = {"at": "2026-11-27T15:00:00+00:00", "zone": "America/Bogota"}
PAGE = ["professional:earnings"]
KINDS: dict[str, dict[str, Any]] = {
    "payout_sent": {"reference": "PO-AAAAAA", "total": TOTAL, "page": ["professional:statement", "PO-AAAAAA"]},
    "payout_failed": {"reference": "PO-AAAAAA", "total": TOTAL, "by_bank": False, "page": PAGE},
    "payout_account_ready": {"page": PAGE},
    "payout_account_changed": {"held_until": UNTIL, "page": PAGE},
    "payout_account_replaced": {"held_until": UNTIL, "by": "staff", "why": "La cuenta anterior se cerró.", "page": PAGE},
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", [*KINDS, "by_bank"])
def test_a_notice_composes(kind: str, language: str, ana: Professional, at: datetime) -> None:
    User.objects.filter(pk=ana.pk).update(language=language)
    context = {"by_bank": True, "page": PAGE} if kind == "by_bank" else KINDS[kind]
    with transaction.atomic(), as_verb():
        notify(person_id=ana.pk, kind="payout_failed" if kind == "by_bank" else kind, key=kind, context=context, at=at)
    letter = compose(Notice.objects.get())
    for text in (letter.subject, letter.text, letter.html):
        assert text.strip()
        assert "{{" not in text
    assert f"/{language}/professional/earnings/" in letter.text
    if "total" in context:
        assert "$\N{NO-BREAK SPACE}150.000" in letter.text


def test_every_notice_of_the_tables_has_its_words() -> None:
    assert {kind for step in PAYOUT.steps.values() for kind in step.told.values()} <= set(KINDS)
