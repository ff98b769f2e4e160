"""Our team decides: claim → call → record. An issue is ruled when its refund has succeeded, and only then is anybody told."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.users.actions import MayNot, WhyMissing, require_staff, require_uninvolved
from bookings.issues import holds, notices
from bookings.issues.models import APPEAL_WITHIN, Issue, Ruling
from bookings.issues.process import APPEALED
from bookings.issues.shares import Decision, NotPossible, needs_two, share_of
from bookings.issues.steps import check, locked_issue, read, step_taken
from bookings.lifecycle import process
from bookings.lifecycle.attendance import is_contested
from bookings.lifecycle.claims import NotNow, claimed
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.refunds import canceled
from bookings.lifecycle.steps import Follow, finish
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import Outcome
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already
from payouts.earnings.models import Earning
from payouts.earnings.process import REVERSED

#: The step of the attempts that carry out a ruling; its recorder is :func:`settled`.
STEP = "ruling"
#: Shorter reasons convince nobody.
SHORTEST = 20
#: While a visit runs its price is not settled; before that it has other ways to end.
ENDED = (process.COMPLETED, process.CANCELED, process.UNATTENDED)


class RulingWaits(Exception):
    """A decision waits for the second person; it must be agreed to or refused first."""


def rule(*, reference: str, decision: Decision, by: By, at: datetime) -> Issue:
    """Decide an issue, finally where it was appealed. Support decides; above the limit it waits for somebody of finance.

    The issue that comes back is not ruled yet while the bank's answer is unknown. Raises MayNot (also for whoever decided it the first
    time), WhyMissing, NotNow, NotPossible, RulingWaits or BeingConfirmed.
    """
    attempt = claimed(reference, lambda: _rule(reference, decision, by, at))
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def _rule(reference: str, decision: Decision, by: By, at: datetime) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        person = require_staff(by, "support")
        booking, issue = locked_issue(reference)
        if _is_said_again(issue, decision, by):
            return None
        _check(booking, issue, by, at)
        if len(decision.words.strip()) < SHORTEST:
            raise WhyMissing
        share = share_of(booking, issue, decision)
        ruling = Ruling(
            issue=issue, outcome=Ruling.Outcome(decision.outcome), to_role=issue.asking_role, amount_minor=share.refund.minor,
            of_earning_minor=share.of_earning.minor, of_fee_minor=share.of_fee.minor, currency=booking.currency, words=decision.words.strip(),
            redo_at=decision.redo_at if decision.outcome == Ruling.REDO else None, is_final=issue.state == APPEALED, state=Ruling.WAITING,
            by_person_id=person.pk, made_at=at,
        )  # fmt: skip
        if needs_two(ruling.amount):
            ruling.save()
            step_taken(booking, issue, "propose_ruling", by, at, why=ruling.outcome)
            return None
        return _carry_out(booking, issue, ruling, by, at)


def _is_said_again(issue: Issue, decision: Decision, by: By) -> bool:
    """Whether this person took this very decision a moment ago: a button that was pressed twice."""
    last = issue.rulings.last()
    if last is None or (last.outcome, last.words) != (decision.outcome, decision.words.strip()):
        return False
    return any(is_done_already(issue, step, by) for step in ("rule", "rule_finally", "propose_ruling"))


def agree(*, reference: str, by: By, at: datetime) -> Issue:
    """The second person agrees, and the decision is carried out as it was proposed. Finance; never its author. Errors as :func:`rule`."""
    attempt = claimed(reference, lambda: _agree(reference, by, at))
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def _agree(reference: str, by: By, at: datetime) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "finance")
        booking, issue = locked_issue(reference)
        ruling = issue.rulings.filter(state=Ruling.WAITING).first()
        if ruling is None:
            last = issue.rulings.last()
            if last is not None and last.agreed_by_person_id == by.person_id:
                return None
            raise NotNow("rule", issue.state)
        _check(booking, issue, by, at, waits_for=ruling)
        amount = ruling.amount if ruling.outcome != Ruling.FULL else None
        share = share_of(booking, issue, Decision(ruling.outcome, ruling.words, amount, ruling.redo_at))
        if (share.refund, share.of_earning) != (ruling.amount, ruling.of_earning):
            raise NotPossible("amounts_changed")
        ruling.agreed_by_person_id = by.person_id
        return _carry_out(booking, issue, ruling, by, at)


def disagree(*, reference: str, by: By, at: datetime, why: str) -> Issue:
    """The second person does not agree, or the author takes it back: the issue is to be decided anew. Raises MayNot, WhyMissing, NotNow."""
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "finance", "support")
        booking, issue = locked_issue(reference)
        ruling = issue.rulings.filter(state=Ruling.WAITING).first()
        if ruling is None:
            raise NotNow("refuse_ruling", issue.state)
        if not why.strip():
            raise WhyMissing
        ruling.state = Ruling.NOT_AGREED
        ruling.save(update_fields=["state"])
        step_taken(booking, issue, "refuse_ruling", by, at, why=why)
    return read(reference)


def _check(booking: Booking, issue: Issue, by: By, at: datetime, *, waits_for: Ruling | None = None) -> None:
    check(booking, issue, "rule_finally" if issue.state == APPEALED else "rule", by, at)
    require_uninvolved(by, issue.customer_id, issue.professional_id)
    if booking.payment.attempts.filter(outcome="").exists():
        raise BeingConfirmed(issue.reference)
    live = issue.rulings.filter(state__in=Ruling.LIVE).first()
    if live is not None and live != waits_for:
        raise RulingWaits("A decision waits for the second person.")
    before = issue.rulings.filter(state=Ruling.GIVEN).first()
    if before is not None and by.person_id in (before.by_person_id, before.agreed_by_person_id):
        raise MayNot("An appeal is decided by somebody else.")
    if waits_for is not None and waits_for.by_person_id == by.person_id:
        raise MayNot("Somebody else must agree.")
    if booking.state not in ENDED:
        raise NotNow("rule", booking.state)


def _carry_out(booking: Booking, issue: Issue, ruling: Ruling, by: By, at: datetime) -> Attempt | None:
    """Refund first, where money goes back; else it is given at once. In the claim's transaction."""
    ruling.state = Ruling.REFUNDING
    if not ruling.is_refund:
        ruling.save()
        _give(booking, issue, ruling, at)
        return None
    ruling.save()
    parts = {"earning_minor": ruling.of_earning_minor, "fee_minor": ruling.of_fee_minor, "ruling": ruling.pk}
    try:
        attempt = money.open_refund(booking.payment, amount=ruling.amount, step=STEP, reason=ruling.outcome, by=by, at=at, parts=parts)
    except money.Disputed:  # while a bank has the payment it alone decides
        raise NotPossible("disputed") from None
    ruling.attempt = attempt
    ruling.save(update_fields=["attempt"])
    return attempt


def settled(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The record of a ruling's refund: given when it succeeded; asked for anew when it never happened; else to be decided anew."""
    ruling = Ruling.objects.select_related("issue__customer__user", "issue__professional__user").get(pk=attempt.parameters["ruling"])
    settle = money.goodwill_refunded if ruling.outcome == Ruling.GOODWILL else money.refunded_of_earning
    if settle(booking.payment, attempt, outcome, at):
        _give(booking, ruling.issue, ruling, at)
        return None
    code = outcome.code
    if code == "never_happened":
        try:
            again = ruling.attempt = money.refund_again(attempt, at)  # what was decided stands: asked for anew, with a new key
        except money.Disputed:
            code = "disputed"  # a bank has taken the money meanwhile: our team decides anew when it has spoken
        else:
            ruling.save(update_fields=["attempt"])
            return lambda: attempt_and_record(again, at)
    ruling.state = Ruling.BANK_REFUSED
    ruling.save(update_fields=["state"])
    step_taken(booking, ruling.issue, "refuse_ruling", By("staff", ruling.by_person_id), at, why=f"the bank refused the refund: {code}")
    events.emit("step_refused", level=logging.ERROR, booking=booking.reference, step=STEP, code=code)
    return None


def _give(booking: Booking, issue: Issue, ruling: Ruling, at: datetime) -> None:
    """The decision counts from now on: the visit ends where it had not, the hold goes, both are told. In the record's transaction."""
    by = By("staff", ruling.by_person_id)
    ruling.state, ruling.given_at = Ruling.GIVEN, at
    ruling.save(update_fields=["state", "given_at", "agreed_by_person_id"])
    if booking.state == process.UNATTENDED:
        if ruling.outcome == Ruling.FULL or (ruling.is_refund and _is_gone(booking)):
            canceled(booking, by, at, step="rule_absent")
        elif issue.by_role == "customer" or not is_contested(booking):  # else the family's own report decides whether somebody came
            finish(booking, "rule_present", by, at)
    if ruling.outcome == Ruling.GOODWILL and ruling.to_role == "professional":
        name = f"{issue.reference}-2" if ruling.is_final else issue.reference
        money.goodwill_earned(
            subject=booking.reference, reference=name, professional_id=booking.professional_id, amount=ruling.amount, by=by, at=at
        )
    issue.ruled_at = at
    until = ruling.redo_at + holds.AFTER_REDO if ruling.redo_at else at
    if ruling.is_final:
        issue.closed_at = at
    else:
        issue.appeal_by = max(at + APPEAL_WITHIN, until)
    if ruling.redo_at:
        holds.keep(booking, issue, by, at, until=until)
    elif "customer" in (issue.by_role, issue.appealed_by_role):
        holds.let_go(booking, issue, by, at)
    step = "rule_finally" if ruling.is_final else "rule"
    step_taken(booking, issue, step, by, at, why=ruling.outcome, facts=_facts(booking, ruling))


def _is_gone(booking: Booking) -> bool:
    """Whether nothing is left of what the visit would have earned, as after a part that was all of it."""
    return Earning.objects.filter(reference=booking.reference, state=REVERSED).exists()


def _facts(booking: Booking, ruling: Ruling) -> dict[str, dict[str, object]]:
    """What each side is told of it: the family what comes back, she what she keeps, gives back, or is given."""
    both: dict[str, object] = {"outcome": ruling.outcome, "is_final": ruling.is_final, "words": ruling.words}
    if ruling.redo_at:
        both["redo"] = notices.moment_of(ruling.redo_at, booking.city.time_zone)
    sums = {"customer": ruling.amount, "professional": ruling.of_earning}
    if ruling.outcome == Ruling.GOODWILL:
        # A present of ours to one of them is not the other's business: for them nothing changes.
        sums = {role: ruling.amount if role == ruling.to_role else Money.zero(ruling.currency) for role in sums}
    said = {role: {**both, **({"amount": notices.money_of(sum_)} if sum_ else {})} for role, sum_ in sums.items()}
    if ruling.outcome == Ruling.GOODWILL:
        other = "professional" if ruling.to_role == "customer" else "customer"
        said[other]["outcome"] = Ruling.DISMISS
    return said
