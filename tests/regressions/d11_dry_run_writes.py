"""A dry run left its batch behind, and the real run found it and believed that everything was done."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit import clock
from casaora.kit.steps import OPERATOR
from payouts.batches import actions as batches
from payouts.batches import planning, plans
from payouts.batches.models import Batch, PayoutLine
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

DEFECT = "a payout dry run writes rows and blocks the real run"
pytestmark = pytest.mark.django_db
NOW = TUESDAY + timedelta(minutes=1)


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan that is shown is written first, as a batch that nobody will send."""
    reckon = planning.reckon

    def written(market: Market, cut_off_at: datetime, at: datetime, **chosen: Any) -> plans.Plan:
        plan = reckon(market, cut_off_at, at, **chosen)
        if not chosen:  # only the dry run reckons everything there is
            batch = planning.write(plan, market, number=0, by=OPERATOR, at=at)
            Batch.objects.filter(pk=batch.pk).update(state="completed", closed_at=at)
        return plan

    monkeypatch.setattr(planning, "reckon", written)


def run(*words: str) -> Any:
    out = StringIO()
    call_command("run_payouts", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_dry_run_leaves_no_row(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    bank.at = NOW
    clock.set_to(NOW)
    entries = Entry.objects.count()
    run("--dry-run")
    assert (Batch.objects.count(), PayoutLine.objects.count(), Entry.objects.count()) == (0, 0, entries)
    assert Earning.objects.get().state == "payable"


def test_after_a_dry_run_the_real_run_pays(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    earned = scenes.payable(ana, "CB-A1", at)
    bank.at = NOW
    clock.set_to(NOW)
    dry, real = run("--dry-run"), run()
    batches.send_due(NOW)
    assert [transfer["amount"] for transfer in bank.transfers()] == [earned.amount_minor]
    assert dry["batches"][0]["hash"] == real["batches"][0]["hash"]
