"""One booking or payment that cannot be worked on pauses, and does not stop those behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from bookings.lifecycle import actions, deadlines
from bookings.payments.models import Attempt, Payment
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK
from payouts.earnings import actions as earnings
from payouts.ledger import recipes
from payouts.ledger.actions import post
from payouts.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_a_fee_that_cannot_be_read_pauses(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("read_charge", "timeout_before")
    assert deadlines.post_fees(stage.at) == {"failed": 1}
    assert deadlines.post_fees(stage.at + timedelta(minutes=5)) == {}
    assert deadlines.post_fees(stage.at + timedelta(minutes=15)) == {"done": 1}
    assert deadlines.post_fees(stage.at + timedelta(minutes=30)) == {}
    assert Entry.objects.filter(kind="processor_fee", subject=booking.reference).count() == 1


def test_an_outcome_that_cannot_be_recorded_pauses(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    legs = recipes.capture(professional_id=booking.professional_id, earning=Money(100, "COP"), fee=Money(100, "COP"))
    with transaction.atomic(), as_verb():  # the books say something else of this very charge
        post(kind="capture", reference=Payment.objects.get().charge_id or "", at=stage.at, postings=legs)
    assert deadlines.settle_unknown(stage.at + timedelta(minutes=6)) == {"failed": 1}
    attempt = Attempt.objects.get(step="accept")
    assert (attempt.outcome, attempt.code) == ("", "DifferentEntry")
    assert deadlines.settle_unknown(stage.at + timedelta(minutes=7)) == {}


def test_a_visit_that_cannot_be_completed_pauses(stage: Stage) -> None:
    booking = stage.started()
    earnings.reverse(reference=booking.reference, by=CLOCK, at=clock.now())  # cannot clear any more: completing it is a fault
    due = booking.ends_at + timedelta(hours=12)
    assert deadlines.complete_due(due) == {"failed": 1}
    assert deadlines.complete_due(due + timedelta(minutes=1)) == {}
    assert deadlines.complete_due(due + timedelta(minutes=5)) == {"failed": 1}
