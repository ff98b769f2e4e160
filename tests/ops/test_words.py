"""What an alarm knows is said in sentences, on the page, in the mail and to the webhook, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from casaora.ops import telling, words
from casaora.ops.kinds import CLOSES, KINDS, NOTICED, closes
from casaora.ops.models import Alarm
from casaora.ops.runbooks import RUNBOOKS

AT = datetime(2026, 11, 26, 20, 5, tzinfo=UTC)


def alarm(kind: str, count: int = 1, subject: str = "", **facts: Any) -> Alarm:
    return Alarm(kind=kind, subject=subject, severity=KINDS[kind].severity, count=count, facts=facts, opened_at=AT, seen_at=AT, told_at=AT)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"counts": {"failed": 2, "handled": 8}, "error": ""}, ["2 of 10 failed."]),
        ({"counts": {}, "error": "TimeoutError: no answer"}, ["Error: TimeoutError: no answer"]),
        ({"theirs_only": 1}, ["1 is only at the processor."]),
        ({"ours_only": 2, "differs": 1}, ["2 are only in our books.", "1 has another amount."]),
        ({"unexplained, COP": -543560}, ["Not explained: −$\u00a05.435,60."]),
        ({"oldest": "2026-11-26T20:05+00:00", "tries": 3}, ["The oldest is of Thu 26 Nov, 15:05.", "Tried up to 3 times."]),
        ({"state": "sending", "paused": "balance_insufficient"},
         ["State: Being sent.", "It waits: our balance at the processor is too small (balance_insufficient)."]),
        ({"state": "approved", "paused": ""}, ["State: Approved."]),
        ({"booking": "CB-222222", "reason": "amount"}, ["Reason: amount"]),
        ({"something_new": 4}, ["something new: 4."]),
        ({"of": 31, "in": "6 h", "times too fast": 19.4}, ["1 of 31 were bad.", "Measured over 6 h.", "19.4 times too fast."]),
    ],
)  # fmt: skip
def test_each_fact_is_a_sentence_and_an_empty_one_says_nothing(facts: dict[str, Any], said: list[str]) -> None:
    assert words.facts(alarm("job_failed", subject="CB-222222", **facts), "America/Bogota") == said


def test_one_and_many_are_said_as_people_say_them() -> None:
    assert words.headline(alarm("reconciliation_break", 1)) == "1 difference between the processor's books and ours is open."
    assert words.headline(alarm("reconciliation_break", 2)) == "2 differences between the processor's books and ours are open."
    with translation.override("es"):
        assert words.headline(alarm("payouts_failed", 1)) == "1 pago falló en el último día."


def test_a_mail_has_no_raw_data_and_its_moments_are_of_a_named_clock() -> None:
    subject, text = telling.words(alarm("reconciliation_break", 1, theirs_only=1, oldest="2026-11-26T20:05+00:00"), "opened")
    assert "1 difference between" in subject
    assert "1 is only at the processor." in text
    assert "20:05 UTC" in text
    assert not set("{}") & set(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_when_it_closes_and_what_people_notice(kind: str) -> None:
    assert str(closes(kind)).startswith("It closes by itself" if KINDS[kind].recovers else "It does not close by itself")
    assert str(NOTICED[KINDS[kind].runbook])
    assert kind not in CLOSES or KINDS[kind].recovers


def test_every_runbook_says_what_people_notice() -> None:
    assert set(NOTICED) == set(RUNBOOKS)
