"""A new time by consent: price and hours stay, the cancellation clock keeps the earliest start, and nobody is moved alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions
from bookings.lifecycle.cancellation import cancel, share_at
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking, Proposal
from bookings.lifecycle.proposals import ANSWER_WITHIN, ProposalWaits, ProposedOften, TimeTaken, lapse_due
from bookings.lifecycle.requests import SlotTaken, request
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from tests.bookings.lifecycle.test_pages import browser
from tests.racing import ROUNDS, Finish, together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def propose(stage: Stage, booking: Booking, starts_at: datetime, by: By | None = None) -> Proposal:
    return actions.propose_time(reference=booking.reference, starts_at=starts_at, by=by or stage.as_customer, at=stage.at)


@pytest.mark.parametrize("who", ["customer", "professional"])
def test_it_moves_only_when_the_other_side_agrees(stage: Stage, who: str) -> None:
    booking = stage.confirmed()
    mine, theirs = (stage.as_customer, stage.as_professional) if who == "customer" else (stage.as_professional, stage.as_customer)
    new = booking.starts_at + DAY
    propose(stage, booking, new, mine)
    assert actions.read(booking.reference).starts_at == booking.starts_at
    with pytest.raises(NotNow):
        actions.reschedule(reference=booking.reference, by=mine, at=stage.at)
    moved = actions.reschedule(reference=booking.reference, by=theirs, at=stage.at)
    assert (moved.starts_at, moved.ends_at, moved.minutes) == (new, booking.ends_at + DAY, booking.minutes)
    assert (moved.total, moved.lines) == (booking.total, booking.lines)
    assert moved.occupied.lower == booking.occupied.lower + DAY
    other = stage.offering.professional_id if who == "customer" else stage.customer.pk
    assert list(Notice.objects.filter(kind="booking_time_proposed").values_list("person_id", flat=True)) == [other]
    assert Notice.objects.filter(kind="booking_rescheduled").count() == 2


def test_the_cancellation_clock_keeps_the_earliest_start(stage: Stage) -> None:
    booking = stage.confirmed()
    propose(stage, booking, booking.starts_at + 3 * DAY)
    moved = actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert moved.agreed_start_at == booking.starts_at
    late = booking.starts_at - timedelta(hours=5)
    assert share_at(moved, stage.as_customer, late).refund == booking.total.basis_points(2_500)


def test_an_earlier_start_moves_the_cancellation_clock(stage: Stage) -> None:
    booking = stage.confirmed(starts_at=stage.wish().starts_at + 2 * DAY)
    propose(stage, booking, booking.starts_at - DAY)
    moved = actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert moved.agreed_start_at == moved.starts_at == booking.starts_at - DAY


def test_a_time_that_overlaps_only_the_visit_itself_is_free(stage: Stage) -> None:
    booking = stage.confirmed()
    propose(stage, booking, booking.starts_at + timedelta(minutes=30))
    assert actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at).state == "confirmed"


def test_what_is_not_free_is_refused_with_times_nearby(stage: Stage) -> None:
    booking, other = stage.confirmed(), stage.confirmed(starts_at=stage.wish().starts_at + DAY)
    for taken in (other.starts_at, booking.starts_at, stage.at + timedelta(hours=1), booking.starts_at.replace(hour=3)):
        with pytest.raises(TimeTaken):
            propose(stage, booking, taken)
    with pytest.raises(TimeTaken) as refused:
        propose(stage, booking, other.starts_at)
    assert refused.value.nearest
    assert not Proposal.objects.exists()


def test_what_was_taken_meanwhile_is_not_agreed_on(stage: Stage) -> None:
    booking = stage.confirmed()
    new = booking.starts_at + DAY
    propose(stage, booking, new)
    stage.confirmed(starts_at=new)
    with pytest.raises(TimeTaken):
        actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert actions.read(booking.reference).starts_at == booking.starts_at


def test_one_at_a_time_and_either_side_may_end_it(stage: Stage) -> None:
    booking = stage.confirmed()
    for by, state in ((stage.as_professional, "refused"), (stage.as_customer, "taken_back")):
        proposal = propose(stage, booking, booking.starts_at + DAY)
        with pytest.raises(ProposalWaits):
            propose(stage, booking, booking.starts_at + 2 * DAY, stage.as_professional)
        actions.refuse_time(reference=booking.reference, by=by, at=stage.at + timedelta(minutes=len(state)))
        proposal.refresh_from_db()
        assert proposal.state == state
    told = Counter(Notice.objects.filter(kind="booking_time_refused").values_list("person_id", flat=True))
    assert told == {stage.customer.pk: 1, stage.offering.professional_id: 1}
    with pytest.raises(NotNow):
        actions.refuse_time(reference=booking.reference, by=stage.as_customer, at=stage.at)


def test_who_proposes_in_vain_all_day_is_stopped_and_the_other_side_is_not(stage: Stage) -> None:
    booking = stage.confirmed()
    path = f"/en/bookings/{booking.reference}/"
    for turn in range(3):
        propose(stage, booking, booking.starts_at + DAY)
        actions.refuse_time(reference=booking.reference, by=stage.as_customer, at=stage.at + timedelta(minutes=turn))
    with pytest.raises(ProposedOften):
        propose(stage, booking, booking.starts_at + DAY)
    clock.set_to(stage.at + timedelta(hours=1))
    said = browser(booking.customer_id).post(f"{path}new-time/", {"start": (booking.starts_at + DAY).isoformat()}, follow=True)
    assert "You have proposed three times today" in said.content.decode()
    assert propose(stage, booking, booking.starts_at + DAY, stage.as_professional).state == "open"
    actions.refuse_time(reference=booking.reference, by=stage.as_professional, at=stage.at)
    again = actions.propose_time(reference=booking.reference, starts_at=booking.starts_at + DAY, by=stage.as_customer, at=stage.at + DAY)
    assert again.state == "open"


def test_silence_keeps_the_old_time(stage: Stage) -> None:
    booking = stage.confirmed()
    proposal = propose(stage, booking, booking.starts_at + DAY)
    assert proposal.answer_by == stage.at + ANSWER_WITHIN
    assert lapse_due(proposal.answer_by - timedelta(seconds=1)) == {}
    with pytest.raises(NotNow):
        actions.reschedule(reference=booking.reference, by=stage.as_professional, at=proposal.answer_by)
    assert lapse_due(proposal.answer_by) == {"done": 1}
    assert lapse_due(proposal.answer_by) == {}
    assert Notice.objects.filter(kind="booking_time_refused").count() == 2


def test_a_canceled_visit_takes_its_proposal_along(stage: Stage) -> None:
    booking = stage.confirmed()
    propose(stage, booking, booking.starts_at + DAY)
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    with pytest.raises(NotNow):
        actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert lapse_due(stage.at) == {"done": 1}
    assert not Notice.objects.filter(kind="booking_time_refused").exists()


def test_strangers_find_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    stranger = By("customer", cast.customer("Jorge", "Peña").pk)
    with pytest.raises(NotYours):
        propose(stage, booking, booking.starts_at + DAY, stranger)
    propose(stage, booking, booking.starts_at + DAY)
    for verb in (actions.reschedule, actions.refuse_time):
        with pytest.raises(NotYours):
            verb(reference=booking.reference, by=stranger, at=stage.at)


def test_the_pages_propose_and_answer(stage: Stage) -> None:
    booking = stage.confirmed()
    clock.set_to(stage.at)
    hers, theirs = browser(booking.professional_id), browser(booking.customer_id)
    path = f"/en/bookings/{booking.reference}/"
    page = hers.get(f"{path}new-time/?date={(booking.starts_at + DAY):%Y-%m-%d}").content.decode()
    new = booking.starts_at + DAY
    assert f'value="{new:%Y-%m-%dT%H:%M}' in page
    assert "Choose a start time" in hers.post(f"{path}new-time/", {"start": "soon"}).content.decode()
    assert "too soon" in hers.post(f"{path}new-time/", {"start": (stage.at + timedelta(minutes=30)).isoformat()}).content.decode()
    hers.post(f"{path}new-time/", {"start": new.isoformat()})
    assert "You proposed another time" in hers.get(path).content.decode()
    assert "Ana Milena proposes another time" in theirs.get(path).content.decode()
    theirs.post(f"{path}new-time-agreement/")
    assert actions.read(booking.reference).starts_at == new
    assert "A new time was agreed" in theirs.get(path).content.decode()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_agreement_and_a_request_for_the_same_time_have_one_winner(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        clock.set_to(stage.at)
        Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty", state="expired")
        booking = stage.confirmed()
        new = booking.starts_at + DAY
        propose(stage, booking, new)
        other = cast.customer(f"Cliente {round_}", "Prueba")
        wish = stage.wish(customer=other, starts_at=new)
        calls = [
            lambda b=booking: actions.reschedule(reference=b.reference, by=stage.as_professional, at=stage.at),
            lambda w=wish, who=other.pk: request(wish=w, by=By("customer", who), at=stage.at),
        ]
        results = together(calls, round_=round_)
        moved = actions.read(booking.reference).starts_at == new
        assert sum(isinstance(r, Booking) for r in results) == 1, results
        assert all(isinstance(r, Booking | TimeTaken | SlotTaken) for r in results), results
        winners["agreement" if moved else "request"] += 1
    finish("agreement × request", winners, legal=["agreement", "request"])
