"""The professional added an hour, and it was taken with the visit: more than the customer had ever agreed to or the bank had set aside."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import locked
from bookings.supplements import actions, deadlines
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit.acting import as_verb
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import recipes
from payouts.ledger.actions import post
from payouts.ledger.models import Account
from payouts.ledger.queries import balance
from tests.bookings.supplements.scenes import approving, paid, proposed

DEFECT = "extra time is captured above the hold, without consent"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What she proposes counts: the visit is longer, and its price is booked as taken with the visit's own payment."""
    propose = actions.propose_extra_time

    def added(*, reference: str, minutes: int, by: By, at: datetime) -> Supplement:
        wanted = propose(reference=reference, minutes=minutes, by=by, at=at)
        with transaction.atomic(), as_verb():
            booking = locked(reference=reference)
            booking.ends_at = wanted.ends_at or booking.ends_at
            booking.save(update_fields=["ends_at"])
            parts = {"professional_id": booking.professional_id, "fee": wanted.fee}
            post(kind="capture", reference=wanted.reference, subject=reference, at=at, postings=recipes.capture(earning=wanted.earning, **parts))
            earnings.expect(reference=f"{reference}-more", amount=wanted.earning, by=by, at=at, kind=Earning.EXTRA_TIME, **parts)
        return wanted

    monkeypatch.setattr(actions, "propose_extra_time", added)


def charged(stage: Stage) -> list[tuple[int, int]]:
    """(set aside, taken) of every payment at the processor."""
    return sorted((i["amount"], i["amount_received"]) for i in stage.sim.objects("payment_intent"))


@pytest.mark.parametrize("answer", ["no", "silence"])
def test_without_a_yes_nothing_is_longer_and_nothing_more_is_paid(stage: Stage, answer: str) -> None:
    booking = stage.started()
    wanted = proposed(stage, booking)
    if answer == "no":
        actions.refuse_extra_time(reference=wanted.reference, by=stage.as_customer, at=wanted.made_at)
    deadlines.run_due(wanted.made_at + timedelta(minutes=31))
    after = visits.complete(reference=booking.reference, by=stage.as_professional, at=booking.ends_at)
    assert after.ends_at == booking.ends_at
    assert charged(stage) == [(booking.total_minor, booking.total_minor)]
    assert balance(Account.PROCESSOR_CASH, currency="COP") == booking.total
    assert balance(Account.HELD_FOR_PROFESSIONALS, currency="COP") == -booking.earning


def test_with_a_yes_it_is_taken_from_a_hold_of_its_own(stage: Stage) -> None:
    booking = stage.started()
    longer = paid(stage, approving(stage, booking))
    assert charged(stage) == sorted([(booking.total_minor,) * 2, (longer.total_minor,) * 2])
    assert balance(Account.PROCESSOR_CASH, currency="COP") == booking.total + longer.total
