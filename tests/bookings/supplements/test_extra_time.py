"""Extra time: she proposes, the longer range is kept, the customer agrees and pays, and only then does the visit last longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions as visits
from bookings.lifecycle import deadlines as clocks
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import ProposalWaits, TimeTaken
from bookings.lifecycle.requests import SlotTaken
from bookings.payments.models import Payment
from bookings.supplements import actions, amounts, deadlines
from bookings.supplements.queries import beside
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.steps import By
from casaora.ops import invariants
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance
from tests.bookings.supplements.scenes import approving, paid, proposed

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_paid_it_lasts_longer_and_clears_with_the_visit(stage: Stage) -> None:
    booking = stage.started()
    rate = booking.lines[0].rate
    assert rate is not None
    longer = paid(stage, approving(stage, booking))
    after = visits.read(booking.reference)
    assert (longer.state, after.ends_at, after.state) == ("paid", booking.ends_at + HOUR, "in_progress")
    assert (longer.earning, longer.fee, longer.total) == (rate, rate.basis_points(1_500), rate + rate.basis_points(1_500))
    assert after.occupied.upper == booking.occupied.upper + HOUR
    earning = Earning.objects.get(reference=f"{booking.reference}-E1")
    assert (earning.kind, earning.amount, earning.fee, earning.state) == ("extra_time", longer.earning, longer.fee, "expected")
    visits.complete(reference=booking.reference, by=stage.as_professional, at=after.ends_at)
    hers = dict(Earning.objects.values_list("kind", "clears_at"))
    assert hers["extra_time"] == hers["job"] is not None
    assert balance(Account.HELD_FOR_PROFESSIONALS, currency="COP") == -(booking.earning + longer.earning)
    assert Entry.objects.get(kind="extra_time").subject == longer.reference
    assert {n.person_id for n in Notice.objects.filter(kind="booking_extra_time_agreed")} == {booking.customer_id, booking.professional_id}
    assert all(not said for name, said in invariants.check(stage.at).items() if name != "nothing_waits_too_long")


def test_the_visits_own_hold_is_never_touched(stage: Stage) -> None:
    booking = stage.started()
    longer = paid(stage, approving(stage, booking))
    captured = sorted((i["amount"], i["amount_received"]) for i in stage.sim.objects("payment_intent"))
    assert captured == sorted([(booking.total_minor,) * 2, (longer.total_minor,) * 2])


def test_while_it_waits_the_time_is_kept_but_nothing_else_changes(stage: Stage) -> None:
    booking = stage.started()
    wanted = proposed(stage, booking)
    after = visits.read(booking.reference)
    assert (after.ends_at, after.occupied.upper) == (booking.ends_at, booking.occupied.upper + HOUR)
    stage.at = booking.starts_at - timedelta(days=1)
    with pytest.raises(SlotTaken):
        stage.requested(starts_at=booking.ends_at + HOUR, minutes=120)
    assert Notice.objects.filter(kind="booking_extra_time_proposed", person_id=booking.customer_id).count() == 1
    assert not Payment.objects.exclude(kind="visit").exists()
    assert wanted.answer_by == wanted.made_at + 30 * MINUTE


@pytest.mark.parametrize("how", ["refused", "taken back", "no answer", "left", "not paid", "bank refuses"])
def test_whatever_else_becomes_of_it_the_time_is_free_again(stage: Stage, how: str) -> None:
    booking = stage.started()
    waits = (approving if how in ("left", "not paid", "bank refuses") else proposed)(stage, booking)
    reference, at = waits.reference, waits.made_at + 3 * MINUTE
    if how in ("refused", "taken back"):
        actions.refuse_extra_time(reference=reference, by=stage.as_customer if how == "refused" else stage.as_professional, at=at)
    elif how == "left":
        actions.leave(reference=reference, by=stage.as_customer, at=at)
    elif how == "bank refuses":
        stage.sim.faults.add("capture", "decline")
        paid(stage, waits)
    else:
        assert deadlines.run_due(waits.made_at + 29 * MINUTE) == {}
        deadlines.run_due(waits.made_at + 32 * MINUTE)
    ends = {"refused": "refused", "taken back": "refused", "no answer": "refused", "left": "canceled", "not paid": "expired", "bank refuses": "failed"}
    assert actions.read(reference).state == ends[how]
    after = visits.read(booking.reference)
    assert (after.ends_at, after.occupied) == (booking.ends_at, booking.occupied)
    told = set(Notice.objects.filter(kind="booking_extra_time_refused").values_list("person_id", flat=True))
    both = {booking.customer_id, booking.professional_id}
    assert told == {"taken back": {booking.customer_id}, "no answer": both}.get(how, {booking.professional_id})
    assert not Entry.objects.filter(kind="extra_time").exists()


def test_her_next_visit_is_in_the_way(stage: Stage) -> None:
    first = stage.confirmed(minutes=120)
    stage.confirmed(starts_at=first.ends_at + timedelta(hours=1, minutes=30), minutes=120)
    visits.start(reference=first.reference, by=stage.as_professional, at=first.starts_at, code=first.start_code)
    with pytest.raises(TimeTaken):
        proposed(stage, visits.read(first.reference))
    assert proposed(stage, visits.read(first.reference), 30).state == "proposed"


def test_half_hours_up_to_three_in_all(stage: Stage) -> None:
    booking = stage.started()
    for minutes in (0, 20, 210, -30):
        with pytest.raises(amounts.WrongLength):
            proposed(stage, booking, minutes)
    paid(stage, approving(stage, booking, 120))
    with pytest.raises(amounts.WrongLength):
        proposed(stage, booking, 90)
    assert proposed(stage, booking, 60).reference.endswith("-E2")


def test_one_at_a_time_and_the_same_twice_is_one(stage: Stage) -> None:
    booking = stage.started()
    first = proposed(stage, booking)
    assert proposed(stage, booking).pk == first.pk
    with pytest.raises(ProposalWaits):
        proposed(stage, booking, 30)
    assert visits.read(booking.reference).occupied.upper == booking.occupied.upper + HOUR


def test_it_costs_the_frozen_rate_whatever_she_asks_today(stage: Stage) -> None:
    booking = stage.started()
    stage.offering.hourly_rate_minor *= 3
    stage.offering.save()
    assert proposed(stage, booking).earning == booking.lines[0].rate


def test_only_she_proposes_while_the_visit_runs(stage: Stage) -> None:
    booking = stage.started()
    at = booking.ends_at - HOUR
    for by in (stage.as_customer, By("staff", 7), By("clock")):
        with pytest.raises(NotNow):
            actions.propose_extra_time(reference=booking.reference, minutes=60, by=by, at=at)
    stranger = cast.professional("Yolanda", "Palacios").pk
    with pytest.raises(NotYours):
        actions.propose_extra_time(reference=booking.reference, minutes=60, by=By("professional", stranger), at=at)
    with pytest.raises(NotNow):
        actions.propose_extra_time(reference=booking.reference, minutes=60, by=stage.as_professional, at=booking.ends_at)
    before = stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=1))
    with pytest.raises(NotNow):
        actions.propose_extra_time(reference=before.reference, minutes=60, by=stage.as_professional, at=at)


def test_only_the_customer_approves_and_in_time(stage: Stage) -> None:
    wanted = proposed(stage)
    for by in (By("customer", cast.customer("Jorge", "Peña").pk), By("professional", cast.professional("Yolanda", "Palacios").pk)):
        with pytest.raises(NotYours):
            actions.approve_extra_time(reference=wanted.reference, by=by, at=wanted.made_at, language="en")
    for by, at in ((stage.as_professional, wanted.made_at), (stage.as_customer, wanted.made_at + 30 * MINUTE)):
        with pytest.raises(NotNow):
            actions.approve_extra_time(reference=wanted.reference, by=by, at=at, language="en")


@pytest.mark.parametrize("state", ["proposed", "pending_payment"])
def test_a_visit_that_is_done_takes_it_along(stage: Stage, state: str) -> None:
    booking = stage.started()
    waits = (proposed if state == "proposed" else approving)(stage, booking)
    at = waits.made_at + 4 * MINUTE
    visits.complete(reference=booking.reference, by=stage.as_professional, at=at)
    if state == "proposed":
        with pytest.raises(NotNow):
            actions.approve_extra_time(reference=waits.reference, by=stage.as_customer, at=at, language="en")
    deadlines.run_due(at)
    assert actions.read(waits.reference).state == ("refused" if state == "proposed" else "expired")


def test_what_is_paid_when_the_visit_is_over_is_released(stage: Stage) -> None:
    booking = stage.started()
    waits = approving(stage, booking)
    visits.complete(reference=booking.reference, by=stage.as_professional, at=waits.made_at + 4 * MINUTE)
    assert paid(stage, waits).state == "expired"
    assert Payment.objects.get(pk=waits.payment_id).state == "released"
    assert not Entry.objects.filter(kind="extra_time").exists()


def test_what_was_captured_as_the_visit_ended_is_hers_with_the_visit(stage: Stage) -> None:
    booking = stage.started()
    waits = approving(stage, booking)
    stage.sim.faults.add("capture", "timeout_after")
    paid(stage, waits)
    visits.complete(reference=booking.reference, by=stage.as_professional, at=waits.made_at + 6 * MINUTE)
    clocks.settle_unknown(waits.made_at + 20 * MINUTE)
    assert actions.read(waits.reference).state == "paid"
    hers = dict(Earning.objects.values_list("kind", "clears_at"))
    assert hers["extra_time"] == hers["job"] is not None


def test_the_clocks_go_by_the_longer_end(stage: Stage) -> None:
    booking = stage.started()
    paid(stage, approving(stage, booking))
    assert clocks.complete_due(booking.ends_at + 12 * HOUR + 30 * MINUTE) == {}
    assert clocks.complete_due(booking.ends_at + 13 * HOUR) == {"done": 1}
    assert Booking.objects.get().state == "completed"


def test_a_family_is_not_asked_over_and_over(stage: Stage) -> None:
    """Proposed and taken back, each time with a letter."""
    booking = stage.started()
    for number in range(3):
        wanted = proposed(stage, booking)
        by = stage.as_customer if number else stage.as_professional
        actions.refuse_extra_time(reference=wanted.reference, by=by, at=wanted.made_at)
    with pytest.raises(NotNow):
        proposed(stage, booking)
    assert Notice.objects.filter(kind="booking_extra_time_proposed", person_id=booking.customer_id).count() == 3
    assert not beside(visits.read(booking.reference), stage.as_professional, wanted.made_at).may_propose
