"""A life in order leaves no break; every kind of movement that the product makes meets its entry, once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from payouts.batches.models import Payout
from payouts.ledger.models import Account, Entry, Posting
from payouts.reconciliation.models import Break, Match
from tests.bookings.disputes import scenes as disputes
from tests.payouts.reconciliation import scenes

pytestmark = pytest.mark.django_db


def unmatched() -> list[Entry]:
    """Entries that touch the processor's cash and met no movement."""
    cash = Posting.objects.filter(account=Account.PROCESSOR_CASH).values("entry_id")
    return list(Entry.objects.filter(pk__in=cash, matches__isnull=True))


def test_after_a_life_in_order_no_break_is_open_and_every_entry_has_met_its_movement(stage: Stage) -> None:
    scenes.lived(stage)
    run = scenes.run()
    assert (scenes.opened(), run.new_breaks, unmatched()) == ([], 0, [])
    kinds = set(Match.objects.values_list("entry__kind", flat=True))
    assert kinds == {"capture", "processor_fee", "refund", "transfer_sent", "dispute_opened", "dispute_fee", "top_up"}
    assert scenes.explained(run)
    assert run.balances["COP"]["difference"] == 0


def test_a_second_run_makes_nothing_twice(stage: Stage) -> None:
    scenes.lived(stage)
    first = scenes.run()
    before = (Match.objects.count(), Break.objects.count(), Entry.objects.count())
    again = scenes.run()
    assert (Match.objects.count(), Break.objects.count(), Entry.objects.count()) == before
    assert (again.counts, again.balances, again.new_breaks) == (first.counts, first.balances, 0)


def test_a_dispute_that_is_won_and_one_that_is_lost_leave_no_break(stage: Stage) -> None:
    booking = scenes.lived(stage)
    disputes.closed(stage, disputes.Dispute.objects.get().processor_id, "won")
    second = disputes.opened(stage, booking)
    disputes.closed(stage, second, "lost")
    scenes.later(hours=2)
    assert scenes.explained(scenes.run())
    assert scenes.opened() == []


def test_reversals_of_a_transfer_meet_the_entries_that_know_only_their_sum(stage: Stage) -> None:
    """Two reversals that were read together are one entry; one that came alone is another."""
    scenes.lived(stage)
    payout = Payout.objects.get()
    for amounts in ((1_000, 2_000), (payout.net_minor - 3_000,)):
        for amount in amounts:
            stage.sim.banks.return_transfer(str(payout.transfer_id), amount)
        scenes.told(stage, "transfer.reversed")
    scenes.later(hours=2)
    run = scenes.run()
    assert (scenes.opened(), unmatched()) == ([], [])
    assert scenes.explained(run)
    assert Entry.objects.filter(kind="transfer_reversed").count() == 2
    assert Match.objects.filter(entry__kind="transfer_reversed").count() == 3


def test_a_refund_that_the_card_refuses_meets_twice_and_waits_in_suspense(stage: Stage) -> None:
    scenes.lived(stage)
    booking = scenes.stranded(stage)
    scenes.later(hours=2)
    run = scenes.run()
    assert scenes.opened() == [(Break.SUSPENSE, "suspense", booking.total_minor)]
    assert (run.new_breaks, scenes.explained(run)) == (0, True)
    assert set(Match.objects.filter(entry__subject=booking.reference).values_list("entry__kind", flat=True)) >= {"refund", "refund_failed"}


def test_the_command_exits_well_and_leaves_the_clocks_row(stage: Stage, capsys: Any) -> None:
    scenes.lived(stage)
    out = StringIO()
    call_command("reconcile", "--json", since=(clock.now() - timedelta(days=60)).date(), stdout=out)
    assert '"failed": 0' in out.getvalue()
    assert JobRun.objects.get(job="reconcile").status == JobRun.SUCCEEDED
    out = StringIO()
    call_command("reconcile", stdout=out)
    assert "unexplained" in out.getvalue()
    assert "failed: 0" in out.getvalue()
