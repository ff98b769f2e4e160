"""The processor's books against ours, id by id: equal after a life in order, and every kind of difference is found."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from bookings.payments.models import Dispute, Payment, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.ops import books, invariants
from casaora.stripe import gateway
from payouts.batches.models import Payout
from payouts.ledger.actions import seal
from tests.bookings.disputes import scenes

pytestmark = pytest.mark.django_db
Plant = Callable[[Stage, Booking], object]


def lived(stage: Stage) -> Booking:
    """A visit that was paid out and is disputed, one that was canceled, one that waits for an answer."""
    booking = scenes.at_stage(stage, "paid")
    scenes.opened(stage, booking)
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    canceled = stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=2))
    actions.cancel(reference=canceled.reference, by=stage.as_customer, at=stage.at)
    stage.authorized(starts_at=stage.wish().starts_at + timedelta(days=4))
    clock.set_to(clock.now() + timedelta(hours=3))
    return booking


def compared(stage: Stage) -> list[str]:
    return books.compare(clock.now(), stage.at - timedelta(days=60))


def test_after_a_life_in_order_nothing_differs(stage: Stage) -> None:
    lived(stage)
    assert compared(stage) == []
    assert books.watch(clock.now()) == {"failed": 0}


def _orphan(stage: Stage, booking: Booking) -> object:
    return Payment.objects.filter(state="held").update(intent_id="pi_other", reference="PY-OTHER")


def _released_there(stage: Stage, booking: Booking) -> object:
    return gateway.release(Payment.objects.get(state="held").intent_id or "", key="by hand")


def _captured_there(stage: Stage, booking: Booking) -> object:
    payment = Payment.objects.get(state="held")
    return gateway.capture(payment.intent_id or "", amount=payment.amount, key="by hand")


def _refunded_there(stage: Stage, booking: Booking) -> object:
    charge = stage.sim.store.get(str(Payment.objects.get(subject=booking.reference).charge_id), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "disputed": False})
    return gateway.refund(charge["payment_intent"], amount=Money(100, "COP"), reference="RF-HAND", key="by hand")


def _not_refunded(stage: Stage, booking: Booking) -> object:
    return Refund.objects.update(processor_id="re_another", reference="RF-ANOTHER")


def _another_transfer(stage: Stage, booking: Booking) -> object:
    account = stage.sim.objects("transfer")[0]["destination"]
    return gateway.send_transfer(key="by hand", account_id=account, amount=Money(100, "COP"), reference="PO-HAND", description="x")


def _not_sent(stage: Stage, booking: Booking) -> object:
    return Payout.objects.update(transfer_id="tr_another")


def _untold(stage: Stage, booking: Booking) -> object:
    return Dispute.objects.update(processor_id="du_another")


def _unposted(stage: Stage, booking: Booking) -> object:
    return Dispute.objects.update(movements=[])


PLANTED: dict[str, Plant] = {
    "of no payment of ours": _orphan, "is held, and hold": _released_there, "hold pi_": _captured_there, "is not among ours": _refunded_there,
    "is not at the processor": _not_refunded, "is not a payout of ours": _another_transfer, "has no transfer": _not_sent,
    "dispute du_": _untold, "movements that are not in our books": _unposted,
}  # fmt: skip


@pytest.mark.parametrize("said", PLANTED)
def test_every_kind_of_difference_is_found(stage: Stage, said: str) -> None:
    booking = lived(stage)
    PLANTED[said](stage, booking)
    clock.set_to(clock.now() + timedelta(hours=3))
    assert any(said in finding for finding in compared(stage)), compared(stage)


def test_what_is_on_its_way_is_no_difference(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    clock.set_to(stage.at + timedelta(hours=3))
    assert compared(stage) == []


def test_a_processor_that_does_not_answer_is_a_finding(stage: Stage) -> None:
    stage.sim.faults.add("GET /v1/payment_intents", "timeout_before")
    assert len(compared(stage)) == 1


def test_the_command_asks_both_and_fails_for_either(stage: Stage) -> None:
    lived(stage)
    seal(clock.now())
    out = StringIO()
    for options in (["--without-processor"], ["--days", "60"]):
        with contextlib.suppress(CommandError):  # nobody sends the notices of this scene
            call_command("check_invariants", *options, stdout=out, stderr=out)
    assert "the_processors_books" not in out.getvalue()
    Dispute.objects.update(processor_id="du_another")
    with pytest.raises(CommandError):
        call_command("check_invariants", "--days", "60", stdout=out, stderr=out)
    assert "is not among ours" in out.getvalue()


def test_an_alarm_is_written_and_not_an_error(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    booking = stage.confirmed()
    Payment.objects.update(state="held")
    with caplog.at_level("CRITICAL"):
        assert invariants.watch(clock.now())["failed"] >= 1
    assert "invariant_broken" in caplog.text
    assert booking.reference


def test_a_late_hold_has_some_minutes_to_be_released(stage: Stage) -> None:
    booking = stage.authorized()
    Booking.objects.update(state="canceled")
    Payment.objects.update(held_at=stage.at)
    assert invariants.holds_and_states_agree(stage.at + timedelta(minutes=10)) == []
    assert booking.reference in invariants.holds_and_states_agree(stage.at + timedelta(minutes=30))[0]


def test_what_was_too_much_to_compare_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = stage.confirmed()
    monkeypatch.setattr(books, "AT_MOST", 1)
    found = books.compare(booking.created_at + timedelta(hours=3), booking.created_at - timedelta(hours=1))
    assert found == ["more than 1 holds were made in this time, and the rest of them was not compared"]
