"""Her balance was a number beside the ledger, which every run added to: two runs over the same rows, and she had twice what she had earned."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.professionals.models import Professional
from casaora.kit.attempts import Outcome
from casaora.kit.money import Money
from payouts.batches import outcomes, transfers
from payouts.batches.models import TransferAttempt
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import queries
from payouts.ledger.models import Entry
from payouts.ledger.queries import Purse
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, WEEK, cop

DEFECT = "balances kept as counters beside a ledger, moved twice by two runs"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is payable and what was sent are counted up where it happens, and the page reads the counters."""
    payable: Counter[int] = Counter()
    sent: Counter[int] = Counter()
    released, recorded, from_ledger = earnings._release, outcomes.record, queries.purse

    def release(pk: int, at: datetime) -> bool:
        earning = Earning.objects.get(pk=pk)
        payable[earning.professional_id] += earning.amount_minor
        return released(pk, at)

    def record(attempt_id: int, outcome: Outcome, at: datetime, *by: Any) -> str:
        payout = TransferAttempt.objects.select_related("payout").get(pk=attempt_id).payout
        sent[payout.professional_id] += payout.net_minor
        return recorded(attempt_id, outcome, at, *by)

    def from_counters(person_id: int, *, currency: str, **more: Any) -> Purse:
        read = from_ledger(person_id, currency=currency, **more)
        return replace(read, payable=Money(payable[person_id], currency), transferred=Money(sent[person_id], currency))

    monkeypatch.setattr(earnings, "_release", release)
    monkeypatch.setattr(outcomes, "record", record)
    monkeypatch.setattr(queries, "purse", from_counters)


def test_two_runs_that_chose_the_same_earning_move_it_once(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-A1", at)
    chosen = list(earnings.due_for_release(at + 2 * WEEK).values_list("pk", flat=True))
    # Not the job twice in a row: both runs had read the list before either of them wrote.
    moved = [earnings._release(pk, at + 2 * WEEK) for _run in range(2) for pk in chosen]
    assert queries.purse(ana.pk, currency="COP").payable == cop(100_000)
    assert (moved, Entry.objects.filter(kind="release").count()) == ([True, False], 1)


def test_what_was_sent_is_counted_once_however_often_it_is_recorded(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    attempt = transfers.claim(scenes.planned(bank, TUESDAY).payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    outcome = transfers.call(attempt)
    words = [outcomes.record(attempt.pk, outcome, TUESDAY) for _sender_and_janitor in range(2)]
    assert queries.purse(ana.pk, currency="COP").transferred == cop(100_000)
    assert words == ["paid", ""]
