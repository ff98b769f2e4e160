"""What may happen in a history besides the visits themselves: somebody complains, answers, decides, appeals."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import rule

from accounts.users.actions import MayNot
from bookings.issues import actions, rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import Decision, NotPossible
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.payments.actions import BeingConfirmed
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe.errors import ProcessorError
from payouts.earnings.models import Earning
from payouts.ledger.models import Posting

TEXT = "It was not as we had agreed upon beforehand."
REFUSED = (NotNow, NotYours, BeingConfirmed, MayNot, NotPossible, rulings.RulingWaits, actions.AlreadyReported, ProcessorError)
WHO = st.sampled_from(("customer", "professional"))


class Complaining:
    """Mixed into the histories. Two people of support decide, in turn."""

    stage: Stage
    now: datetime

    def by(self, who: str) -> By:
        return self.stage.as_customer if who == "customer" else self.stage.as_professional

    def team(self) -> list[By]:
        found = getattr(self, "_team", None) or [cast.staff(name, "Ospina", "support", "finance").pk for name in ("Sara", "Luz")]
        self._team = found
        return [By("staff", pk) for pk in found]

    def issue(self, number: int) -> Issue | None:
        known = list(Issue.objects.order_by("pk"))
        return known[number % len(known)] if known else None

    @rule(number=st.integers(0, 4), who=WHO, percent=st.sampled_from((0, 10, 60)))
    def complain(self, number: int, who: str, percent: int) -> None:
        booking: Any = self.one(number)  # type: ignore[attr-defined]
        claimed = booking.total.basis_points(percent * 100) if percent else None
        with contextlib.suppress(*REFUSED):
            actions.report(reference=booking.reference, kind="quality", text=TEXT, claimed=claimed, by=self.by(who), at=self.now)

    @rule(number=st.integers(0, 4), who=WHO, verb=st.sampled_from(("answer", "answer", "appeal", "take_back")))
    def say(self, number: int, who: str, verb: str) -> None:
        issue = self.issue(number)
        more = {} if verb == "take_back" else {"text": TEXT}
        if issue is not None:
            with contextlib.suppress(*REFUSED):
                getattr(actions, verb)(reference=issue.reference, by=self.by(who), at=self.now, **more)

    @rule(number=st.integers(0, 4), outcome=st.sampled_from(Ruling.Outcome.values), percent=st.sampled_from((5, 33, 100)), second=st.booleans())
    def decide(self, number: int, outcome: str, percent: int, second: bool) -> None:
        issue = self.issue(number)
        if issue is None:
            return
        amount = Money(issue.booking.total_minor, issue.currency).basis_points(percent * 100)
        decision = Decision(outcome, TEXT, amount, self.now + timedelta(days=3))
        with contextlib.suppress(*REFUSED):
            rulings.rule(reference=issue.reference, decision=decision, by=self.team()[second], at=self.now)
        with contextlib.suppress(*REFUSED):
            rulings.agree(reference=issue.reference, by=self.team()[not second], at=self.now)


def her_books_agree() -> None:
    """What the ledger keeps for her of each visit is what her earnings say."""
    rows = list(Earning.objects.exclude(state="reversed"))
    for subject in {row.subject for row in Earning.objects.all()}:
        mine = sum(row.amount_minor for row in rows if row.subject == subject)
        kept = Posting.objects.filter(entry__subject=subject, account__in=("held_for_professionals", "tips_held", "payable_to"))
        assert -(kept.aggregate(sum=Sum("amount_minor"))["sum"] or 0) == mine, subject
