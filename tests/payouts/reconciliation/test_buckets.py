"""Every bucket by its cause: only they know it, only we know it, both know it and say otherwise; types that nobody has met; what is young."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from bookings.lifecycle import deadlines
from bookings.payments.models import Payment
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.kit.money import Money
from casaora.schedule import run as tick
from casaora.stripe import gateway
from payouts.ledger import corrections, recipes
from payouts.ledger.models import Entry
from payouts.reconciliation.models import Break, Match
from tests.payouts.reconciliation import scenes
from tests.payouts.reconciliation.scenes import cop

pytestmark = pytest.mark.django_db
Cause = Callable[[Stage], object]


def charged(stage: Stage) -> str:
    """The charge of the visit that was paid out."""
    return str(Payment.objects.filter(captured_at__isnull=False).order_by("pk")[0].charge_id)


def by_hand(stage: Stage) -> object:
    """A transfer that somebody made on the processor's own pages."""
    account = stage.sim.objects("transfer")[0]["destination"]
    return gateway.send_transfer(key="by hand", account_id=account, amount=cop(700), reference="PO-HAND", description="x")


def refunded_by_hand(stage: Stage) -> object:
    """A refund that somebody gave there."""
    charge = stage.sim.store.get(charged(stage), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "disputed": False})
    return gateway.refund(charge["payment_intent"], amount=cop(900), reference="RF-HAND", key="by hand")


def never_there(stage: Stage) -> object:
    """An entry about a charge that the processor never had."""
    return scenes.posted("top_up", "ch_never", corrections.top_up(amount=cop(5)), "CB-NEVER")


THEIRS, OURS, DIFFERS = Break.THEIRS, Break.OURS, Break.DIFFERS
CAUSES: list[tuple[str, Cause, tuple[str, str, int]]] = [
    ("a payout to our bank", lambda s: s.sim.banks.pay_out(5_000), (THEIRS, "payout", -5_000)),
    ("a top-up", lambda s: s.sim.banks.top_up(8_000), (THEIRS, "topup", 8_000)),
    ("a month's fee", lambda s: s.sim.banks.move("stripe_fee", -300), (THEIRS, "stripe_fee", -300)),
    ("an adjustment that is no dispute", lambda s: s.sim.banks.move("adjustment", 40), (THEIRS, "adjustment", 40)),
    ("a type that we never met", lambda s: s.sim.banks.move("climate_order_purchase", -77, fee=3), (THEIRS, "climate_order_purchase", -80)),
    ("a transfer by hand", by_hand, (THEIRS, "transfer", -700)),
    ("a refund by hand", refunded_by_hand, (THEIRS, "refund", -900)),
    ("an entry of nothing", never_there, (OURS, "top_up", -5)),
    (
        "a transfer that is in our books alone",
        lambda s: scenes.posted("platform_payout", "tr_never", corrections.platform_payout(amount=cop(6))), (OURS, "platform_payout", 6),
    ),
    (
        "a charge that differs by one centavo",
        lambda s: scenes.posted("extra_time", charged(s), corrections.top_up(amount=cop(1))), (DIFFERS, "charge", -1),
    ),
    (
        "a fee that differs by one centavo",
        lambda s: scenes.posted("dispute_fee", str(Entry.objects.get(kind="transfer_sent").reference), recipes.processor_fee(fee=cop(1))), (OURS, "dispute_fee", 1),
    ),
    (
        "an entry of a charge in another currency",
        lambda s: scenes.posted("tip", charged(s), corrections.top_up(amount=Money(9, "USD"))), (OURS, "tip", -9),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "row"), [each[1:] for each in CAUSES], ids=[each[0] for each in CAUSES])
def test_each_difference_is_found_once_and_explains_the_balance(stage: Stage, cause: Cause, row: tuple[str, str, int]) -> None:
    scenes.lived(stage)
    cause(stage)
    scenes.later(hours=2)
    run = scenes.run()
    assert scenes.opened() == [row]
    assert (run.new_breaks, scenes.explained(run)) == (1, True)
    found = Break.objects.get(closed_at__isnull=True)
    scenes.later(days=1)
    again = scenes.run()
    assert (again.new_breaks, scenes.opened(), scenes.explained(again)) == (0, [row], True)
    found.refresh_from_db()
    assert (found.last_run, found.first_seen_at < found.last_seen_at) == (again, True)


def test_a_fee_and_an_amount_that_make_up_for_each_other_still_differ(stage: Stage) -> None:
    """The sum is the same and the books are not: the fee is one too much, and the price as well."""
    scenes.lived(stage)
    charge = charged(stage)
    movement = Match.objects.get(entry__kind="capture", entry__reference=charge).movement_id
    scenes.posted("extra_time", charge, corrections.top_up(amount=cop(1)))
    scenes.posted("dispute_fee", movement, recipes.processor_fee(fee=cop(1)))
    scenes.later(hours=2)
    run = scenes.run()
    assert scenes.opened() == [(DIFFERS, "charge", 0)]
    assert scenes.explained(run)


def test_the_processor_cannot_count_one_entry_twice(stage: Stage) -> None:
    """A second movement of one charge is not met by the entry that has met the first."""
    scenes.lived(stage)
    stage.sim.banks.move("charge", 1_000, source=charged(stage))
    scenes.later(hours=2)
    assert scenes.explained(scenes.run())
    assert scenes.opened() == [(THEIRS, "charge", 1_000)]


def test_what_is_young_is_on_its_way_and_becomes_a_break_and_comes_by_itself(stage: Stage) -> None:
    scenes.lived(stage)
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    booking = stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=6))
    never_there(stage)
    young = scenes.run()
    fee = young.counts["on_its_way"]["COP"]["minor"]
    assert (scenes.opened(), young.new_breaks, scenes.explained(young)) == ([], 0, True)
    assert fee < 0
    scenes.later(hours=2)
    old = scenes.run()
    assert scenes.opened() == [(DIFFERS, "charge", fee), (OURS, "top_up", -5)]
    assert scenes.explained(old)
    assert Break.objects.get(bucket=DIFFERS).subject == booking.reference
    deadlines.post_fees(clock.now())
    later = scenes.run()
    row = Break.objects.get(bucket=DIFFERS)
    assert (row.closed_by_role, row.closed_why, row.closed_by, later.new_breaks) == ("clock", "came by itself", None, 0)
    assert scenes.explained(later)


def test_a_break_of_days_that_the_window_has_left_is_still_looked_at(stage: Stage) -> None:
    scenes.lived(stage)
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=9))
    scenes.later(hours=2)
    scenes.run()
    assert len(scenes.opened()) == 1
    scenes.later(days=6)
    deadlines.post_fees(clock.now())
    run = scenes.run(days=1)
    assert (scenes.opened(), scenes.explained(run)) == ([], True)


def test_each_new_break_is_told_once_and_fails_the_clocks_run_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    scenes.lived(stage)
    stage.sim.banks.pay_out(5_000)
    scenes.later(hours=2)
    caplog.clear()
    with caplog.at_level(logging.INFO, "casaora.events"):
        for _night in range(2):
            tick("reconcile", clock.now())
            scenes.later(days=1)
    told = [record for record in caplog.records if record.message == "reconciliation_break"]
    assert [(r.kind, r.code, r.amount_minor) for r in told] == [(THEIRS, "payout", -5_000)]  # type: ignore[attr-defined]
    assert list(JobRun.objects.filter(job="reconcile").order_by("pk").values_list("status", flat=True)) == ["failed", "succeeded"]
