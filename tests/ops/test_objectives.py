"""Objectives: what counts as bad, what is left of the budget, and when it burns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle.deadlines import auto_decline_due
from bookings.lifecycle.requests import ProcessorAway
from bookings.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit.models import JobRun, Traffic
from casaora.ops import objectives, rules
from casaora.ops.objectives import OBJECTIVES, Objective, Standing
from casaora.stripe.models import Event
from payouts.batches import actions as batches
from payouts.batches.models import TransferAttempt
from tests.bookings.disputes.scenes import LATER
from tests.ops import trouble_money

pytestmark = pytest.mark.django_db
NAMED = {objective.name: objective for objective in OBJECTIVES}
HOUR = timedelta(hours=1)


def standing(name: str, at: datetime, back: timedelta = HOUR) -> tuple[int, int]:
    found = objectives.standing(NAMED[name], at - back, at + timedelta(seconds=1))
    return found.total, found.bad


def fake(total: int, bad: int, target: float) -> Standing:
    return Standing(Objective("x", "", "", target, lambda since, until: (total, bad)), total, bad)


@pytest.mark.parametrize(
    ("total", "bad", "target", "share", "left", "burn", "is_kept"),
    [
        (0, 0, 0.99, 1.0, 1.0, 0.0, True), (1000, 0, 0.99, 1.0, 1.0, 0.0, True), (1000, 5, 0.99, 0.995, 0.5, 0.5, True),
        (1000, 10, 0.99, 0.99, 0.0, 1.0, True), (1000, 20, 0.99, 0.98, -1.0, 2.0, False), (3, 1, 1.0, 2 / 3, 0.0, float("inf"), False),
    ],
)  # fmt: skip
def test_the_arithmetic(total: int, bad: int, target: float, share: float, left: float, burn: float, is_kept: bool) -> None:
    seen = fake(total, bad, target)
    assert (seen.share, seen.budget_left, seen.burn) == (pytest.approx(share), pytest.approx(left), pytest.approx(burn))
    assert seen.is_kept is is_kept
    assert 0 <= seen.budget_percent <= 100


def test_what_is_almost_whole_never_reads_as_whole() -> None:
    assert fake(100_000, 1, 0.99).percent == 99.99


def test_a_request_without_its_page_is_bad_and_one_that_was_paid_is_not(stage: Stage) -> None:
    stage.authorized()
    stage.sim.faults.add("open_checkout", "timeout_before")
    with pytest.raises(ProcessorAway):
        stage.requested(starts_at=stage.at + timedelta(days=3))
    assert standing("requests", stage.at) == (2, 1)
    since = stage.at.replace(minute=0)
    numbers: dict[str, Any] = dict.fromkeys(("limited", "refused", "total_ms", "most_ms", "within_100", "within_300", "within_1000", "within_3000"), 0)
    Traffic.objects.create(since=since, view="bookings:review", method="POST", count=9, failed=3, **numbers)
    assert standing("requests", stage.at) == (5, 4)


def test_a_hold_that_goes_back_late_is_bad(stage: Stage) -> None:
    first, second = stage.authorized(), stage.authorized(starts_at=stage.at + timedelta(days=3))
    due = first.respond_by
    assert due == second.respond_by
    auto_decline_due(due + timedelta(minutes=4))
    assert standing("releases", due + timedelta(minutes=30)) == (2, 0)
    Booking.objects.get(pk=second.pk).payment.__class__.objects.filter(pk=second.payment_id).update(released_at=due + timedelta(minutes=6))
    assert standing("releases", due + timedelta(minutes=30)) == (2, 1)


def test_a_request_that_nobody_declined_in_time_is_bad_as_well(stage: Stage) -> None:
    booking = stage.authorized()
    assert standing("releases", booking.respond_by + timedelta(minutes=4)) == (0, 0)
    assert standing("releases", booking.respond_by + timedelta(minutes=6)) == (1, 1)


def test_a_message_that_waits_longer_than_a_minute_is_bad(at: datetime) -> None:
    for number, handled in enumerate((30, 61, None)):
        Event.objects.create(
            processor_id=f"evt_{number}", type="x", payload={}, created_at=at, received_at=at, next_try_at=at,
            handled_at=at + timedelta(seconds=handled) if handled else None,
        )  # fmt: skip
    assert standing("webhooks", at + timedelta(minutes=5)) == (3, 2)
    assert standing("webhooks", at + timedelta(seconds=20)) == (3, 1)


def test_a_proof_that_failed_is_bad(at: datetime) -> None:
    for status in (JobRun.SUCCEEDED, JobRun.FAILED):
        JobRun.objects.create(job="invariants", started_at=at - timedelta(minutes=5), finished_at=at, status=status)
    assert standing("ledger", at) == (2, 1)


def test_a_budget_burns_when_both_windows_say_so_and_not_for_one_bad_night(at: datetime) -> None:
    def events(count: int, bad: int, ago: timedelta) -> None:
        for number in range(count):
            late = 90 if number < bad else 5
            received = at - ago
            Event.objects.create(
                processor_id=f"evt_{ago}_{number}", type="x", payload={}, created_at=at, received_at=received, next_try_at=at,
                handled_at=received + timedelta(seconds=late),
            )  # fmt: skip

    events(2, 1, timedelta(minutes=2))
    assert objectives.burning(at) == []  # one of two is an accident
    events(10, 4, timedelta(minutes=40))
    events(4, 2, timedelta(minutes=3))
    ((over, window),) = objectives.burning(at)
    assert (over.objective.name, over.total, over.bad, window) == ("webhooks", 16, 7, "1 h")
    assert objectives.burning(at + timedelta(minutes=45)) == []  # it goes on no longer: both short windows are quiet


def test_a_transfer_that_our_balance_does_not_suffice_for_is_put_off_and_no_failure(stage: Stage) -> None:
    trouble_money.planned(stage)
    stage.sim.banks.pay_out(2 * 10**9)
    batches.send_due(LATER)
    assert TransferAttempt.objects.get().code == "balance_insufficient"
    assert standing("transfers", LATER) == (0, 0)


def test_what_burns_is_told_when_it_has_burned_for_ten_minutes(at: datetime) -> None:
    for number in range(20):
        received = at - timedelta(minutes=2) if number < 10 else at + timedelta(minutes=9)
        Event.objects.create(
            processor_id=f"evt_{number}", type="x", payload={}, created_at=at, received_at=received, next_try_at=at,
            handled_at=received + timedelta(seconds=90),
        )  # fmt: skip
    later = at + timedelta(minutes=12)
    assert [signal.subject for signal in rules.budgets(later)] == ["webhooks"]
    assert objectives.burning(at)
    assert list(rules.budgets(at)) == []
