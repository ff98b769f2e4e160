"""The worker is killed between claim, call and record of a ruling's refund: it is ruled once, as it was decided, and told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.issues import actions
from bookings.issues.models import Ruling
from bookings.lifecycle import deadlines
from bookings.lifecycle.claims import NotNow
from bookings.payments.actions import BeingConfirmed
from casaora.demo.scenes import Stage
from payouts.ledger.models import Entry
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import DAY, again, answered, cop, decide, earning, is_held
from tests.crashes.killing import killed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_worker_rules_once(stage: Stage, point: str) -> None:
    issue, sara, luz = answered(stage), staff(), staff("Luz")
    at = issue.opened_at + 3 * DAY
    killed(stage.sim, "rule", at.isoformat(), point, issue.reference, str(sara.person_id))
    assert (again(issue).state, is_held(issue), Notice.objects.filter(kind="issue_ruled").count()) == ("issue_review", True, 0)
    with pytest.raises(BeingConfirmed):
        decide(issue, by=luz, at=at)
    with pytest.raises(NotNow):
        actions.take_back(reference=issue.reference, by=stage.as_customer, at=at)
    first = deadlines.settle_unknown(at + timedelta(hours=10))
    second = deadlines.settle_unknown(at + timedelta(hours=11))
    assert (first.get("done"), second.get("done")) == (1, None)
    assert (again(issue).state, is_held(issue)) == ("issue_ruled", False)
    assert [r["amount"] for r in stage.sim.objects("refund")] == [cop(23_000).minor]
    assert Entry.objects.filter(kind="refund").count() == 1
    assert (Ruling.objects.get().state, Notice.objects.filter(kind="issue_ruled").count()) == ("given", 2)
    assert earning(issue).amount == issue.booking.earning - Ruling.objects.get().of_earning
