"""Tips and extra time against who comes second, news of nobody's, and a processor that forgets: nothing is lost and nothing happens twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import deadlines as janitor
from bookings.lifecycle import webhooks
from bookings.lifecycle.claims import NotYours
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import TimeTaken
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Payment
from bookings.supplements import actions, amounts, deadlines, proposals
from bookings.supplements.authorization import authorize
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.stripe import gateway
from casaora.stripe.reading import event_from
from payouts.ledger.models import Entry
from tests.accounts.staff import finance
from tests.bookings.lifecycle.test_pages import browser
from tests.bookings.supplements.scenes import approving, paid, pay, proposed, tipping

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def settled(given: Supplement, *hours: int) -> Supplement:
    """The janitor and the clock come by at these hours after it was made."""
    for each in hours:
        janitor.settle_unknown(given.made_at + each * HOUR)
        deadlines.run_due(given.made_at + each * HOUR)
    assert not Attempt.objects.filter(outcome="").exists()
    return actions.read(given.reference)


def intent_of(given: Supplement) -> str:
    assert given.payment is not None
    return str(gateway.read_checkout(str(given.payment.session_id)).intent_id)


def test_a_hold_that_is_gone_when_it_is_taken_is_a_failed_tip(stage: Stage) -> None:
    given = tipping(stage)
    pay(stage, given)
    stage.sim.faults.add("capture", "timeout_before")
    assert given.payment is not None
    authorize(reference=given.payment.reference, at=given.made_at)
    gateway.release(intent_of(given), key="by hand")
    ended = settled(given, 1, 2, 3)
    assert (ended.state, Payment.objects.get(pk=given.payment_id).state) == ("failed", Payment.FAILED)
    assert not Entry.objects.filter(kind="tip").exists()


@pytest.mark.parametrize("fault", ["decline", "server_error"])
def test_a_late_hold_that_the_processor_keeps_is_let_go_at_a_later_try(stage: Stage, fault: str) -> None:
    given = tipping(stage)
    pay(stage, given)
    Supplement.objects.filter(pk=given.pk).update(state="expired")
    stage.sim.faults.add("release", fault)
    assert given.payment is not None
    authorize(reference=given.payment.reference, at=given.made_at)
    settled(given, 1, 2, 3, 4)
    assert gateway.read_hold(intent_of(given)).status == "canceled"
    assert Payment.objects.get(pk=given.payment_id).state == Payment.RELEASED


@pytest.mark.parametrize("fault", ["decline", "server_error"])
def test_a_page_that_the_processor_would_not_close_is_closed_at_a_later_try(stage: Stage, fault: str) -> None:
    given = tipping(stage)
    stage.sim.faults.add("expire_checkout", fault)
    actions.leave(reference=given.reference, by=stage.as_customer, at=given.made_at)
    assert settled(given, 1, 2, 3, 4).state in ("canceled", "expired")
    assert given.payment is not None
    assert gateway.read_checkout(str(given.payment.session_id)).status == "expired"


def test_a_refund_that_never_happened_is_asked_for_anew(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    stage.sim.faults.add("refund", "server_error")
    actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="A mistake.")
    assert settled(given, 2, 3, 4).state == "refunded"
    assert [refund["amount"] for refund in stage.sim.objects("refund")] == [given.total_minor]


def test_a_page_of_which_nobody_heard_is_closed_once_it_is_found(stage: Stage) -> None:
    booking = stage.completed()
    stage.sim.faults.add("open_checkout", "timeout_after")
    with pytest.raises(Exception, match="CB-"):
        tipping(stage, booking)
    given = booking.supplements.get()
    assert settled(given, 1, 2, 3).state == "failed"
    assert {session["status"] for session in stage.sim.objects("checkout.session")} == {"complete", "expired"}


@pytest.mark.parametrize("is_over", [True, False])
def test_a_page_that_the_processor_closed_ends_the_tip_once_its_time_is_over(stage: Stage, is_over: bool) -> None:
    given = tipping(stage)
    assert given.payment is not None
    stage.sim.take_events()
    clock.set_to(given.payment.session_expires_at + MINUTE)
    stage.sim.tick()
    for event in stage.sim.take_events("checkout.session.expired") * 2:
        webhooks.session_closed(event_from(event), clock.now() if is_over else given.made_at)
    assert actions.read(given.reference).state == ("expired" if is_over else "pending_payment")


def test_a_hold_that_is_gone_before_it_was_seen_ends_the_tip_and_waits_for_an_open_attempt(stage: Stage) -> None:
    given = tipping(stage)
    pay(stage, given)
    gateway.release(intent_of(given), key="by hand")
    assert given.payment is not None
    reference, page = given.payment.reference, Attempt.EXPIRE_CHECKOUT
    waits = Attempt.objects.create(payment=given.payment, step="leave_tip", operation=page, key="x", opened_at=given.made_at, by_role="customer")
    with pytest.raises(BeingConfirmed):
        authorize(reference=reference, at=given.made_at)
    Attempt.objects.filter(pk=waits.pk).update(outcome="refused")
    for _twice in (1, 2):
        assert authorize(reference=reference, at=given.made_at).state == "expired"


def test_nobody_lets_go_what_is_wanted_still(stage: Stage) -> None:
    given = tipping(stage)
    with pytest.raises(BeingConfirmed):
        deadlines._let_go(given.reference, given.made_at)


def test_a_reference_that_nobody_has_is_nobodys() -> None:
    with pytest.raises(NotYours), as_verb():
        actions.locked(reference="CB-NOBODY-T1")


def test_time_that_is_taken_meanwhile_is_refused_by_the_database_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = stage.started()
    stage.requested(starts_at=booking.ends_at + HOUR, minutes=120)

    looked = Booking.objects.filter
    monkeypatch.setattr(Booking.objects, "filter", lambda *said, **which: _Free() if "occupied__overlap" in which else looked(*said, **which))
    with pytest.raises(TimeTaken):
        proposed(stage, booking)


class _Free:
    """A look at the diary in the moment before somebody else wrote into it."""

    def exclude(self, **_which: object) -> _Free:
        return self

    def exists(self) -> bool:
        return False


def test_a_visit_never_lasts_longer_than_any_may(stage: Stage) -> None:
    booking = stage.started()
    Booking.objects.update(ends_at=booking.starts_at + timedelta(minutes=proposals.MAXIMUM_MINUTES))
    booking.refresh_from_db()
    with pytest.raises(amounts.WrongLength):
        proposed(stage, booking)


def test_what_is_refused_is_said_in_words(stage: Stage) -> None:
    booking = stage.completed()
    clock.set_to(booking.ends_at + HOUR)
    page = f"/en/bookings/{booking.reference}/tip/"
    client = browser(booking.customer_id)
    assert "Write whole amounts" in client.post(page, {"choice": "other", "own": "5000.5"}).content.decode()
    for _turn in range(5):
        opened = tipping(stage, booking, 6_000)
        actions.leave(reference=opened.reference, by=stage.as_customer, at=opened.made_at)
    assert "several payment pages" in client.post(page, {"choice": "other", "own": "8000"}).content.decode()


def test_extra_time_cannot_be_proposed_for_a_visit_that_is_over(stage: Stage) -> None:
    booking = stage.completed()
    answer = browser(booking.professional_id).post(f"/en/bookings/{booking.reference}/extra-time/", {"minutes": "60"})
    assert answer.headers["Location"].endswith(f"/bookings/{booking.reference}/")


def test_a_family_that_agrees_is_sent_to_pay_and_one_that_refuses_is_told(stage: Stage) -> None:
    wanted = approving(stage)
    client = browser(wanted.booking.customer_id)
    answer = client.post(f"/en/bookings/{wanted.reference}/withdrawal/", follow=True)
    assert "Done. Nothing was charged." in answer.content.decode()
