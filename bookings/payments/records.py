"""What the record of a step writes about money: the payment's state, the ledger, the earning, the refund. All in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.payments.actions import open_attempt
from bookings.payments.disputes import Disputed as Disputed
from bookings.payments.disputes import gone, is_disputed, owe_refund
from bookings.payments.disputes import lost as lost
from bookings.payments.models import Attempt, Payment, Refund
from casaora.kit import references
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe.answers import BalanceTransaction, CheckoutSession, Hold
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import actions as ledger
from payouts.ledger import recipes
from payouts.ledger.queries import unearned

#: What an entry about a payment of this kind is called, and what is earned by it.
CAPTURE = {Payment.VISIT: "capture", Payment.TIP: "tip", Payment.EXTRA_TIME: "extra_time"}
EARNS = {Payment.VISIT: Earning.JOB, Payment.TIP: Earning.TIP, Payment.EXTRA_TIME: Earning.EXTRA_TIME}


class TooMuch(ValueError):
    """A refund would exceed what was captured and not yet given back."""


def page_opened(payment: Payment, session: CheckoutSession) -> None:
    """The processor's page exists: where it is, and by which id it is known."""
    payment.session_id, payment.session_url = session.id, session.url or ""
    payment.intent_id = session.intent_id or payment.intent_id
    payment.state = Payment.OPEN
    payment.save(update_fields=["session_id", "session_url", "intent_id", "state"])


def ended(payment: Payment, state: str) -> None:
    """The payment came to nothing: ``expired`` or ``failed``."""
    payment.state = state
    payment.save(update_fields=["state"])


def held(payment: Payment, hold: Hold, at: datetime) -> None:
    """The hold is in place."""
    payment.state, payment.held_at = Payment.HELD, at
    payment.intent_id, payment.charge_id, payment.capture_before = hold.id, hold.charge_id or None, hold.capture_before
    payment.card_brand, payment.card_last4 = hold.card_brand or "", hold.card_last4 or ""
    payment.card_fingerprint = hold.card_fingerprint or ""
    payment.save()


def differences(payment: Payment, hold: Hold) -> list[str]:
    """In what the processor's hold is not the one we asked for; empty when it is."""
    tests = {
        "status": hold.status != "requires_capture",  # taken before anybody accepted: not by us
        "amount": hold.amount != payment.amount,
        "reference": hold.reference != payment.reference,
        "intent": payment.intent_id is not None and hold.id != payment.intent_id,
        # Nobody books herself: a card that she pays with is hers, whoever's name the account has.
        "card": bool(hold.card_fingerprint) and Payment.objects.filter(customer_id=payment.professional_id, card_fingerprint=hold.card_fingerprint).exists(),
        "customer": bool(payment.customer.processor_id) and hold.customer_id != payment.customer.processor_id,
    }
    return [name for name, differs in tests.items() if differs]


def released(payment: Payment, at: datetime) -> None:
    """The hold is gone and nothing was charged."""
    payment.state, payment.released_at = Payment.RELEASED, at
    payment.save(update_fields=["state", "released_at"])


def captured(payment: Payment, hold: Hold, *, earning: Money, at: datetime) -> None:
    """The hold became money: one entry of the payment's kind, by the processor's charge."""
    payment.state, payment.captured_at = Payment.CAPTURED, at
    payment.charge_id = hold.charge_id or payment.charge_id
    payment.save(update_fields=["state", "captured_at", "charge_id"])
    recipe = {Payment.TIP: recipes.tip, Payment.EXTRA_TIME: recipes.extra_time}.get(payment.kind, recipes.capture)
    ledger.post(
        kind=CAPTURE[payment.kind], reference=payment.charge_id or payment.reference, at=at, subject=payment.subject,
        postings=recipe(professional_id=payment.professional_id, earning=earning, fee=payment.amount - earning),
    )  # fmt: skip


def earned(payment: Payment, *, earning: Money, by: By, at: datetime) -> None:
    """What the professional will have earned when the visit is done."""
    earnings.expect(
        reference=payment.subject, professional_id=payment.professional_id, amount=earning, fee=payment.amount - earning, by=by, at=at,
        kind=EARNS[payment.kind],
    )  # fmt: skip


def open_refund(
    payment: Payment, *, amount: Money, step: str, reason: str, by: By, at: datetime, parts: dict[str, Any] | None = None
) -> Attempt:
    """Claim a refund: its row and its attempt. Pending ones count, so that concurrent refunds never exceed the capture.

    ``parts`` is what the record needs to know of the moment of the claim: how the amount divides, and why.

    Raises TooMuch, and Disputed while the bank has the payment. The caller holds the lock of what was paid for.
    """
    Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)  # as who records a dispute: one of the two comes first
    if is_disputed(payment):
        raise Disputed(payment.reference)
    if gone(payment) + amount > payment.amount:
        raise TooMuch(payment.reference)
    reference = references.new("RF")
    wish = {**(parts or {}), "reference": reference, "amount_minor": amount.minor}
    attempt = open_attempt(payment, step=step, operation=Attempt.REFUND, by=by, at=at, parameters=wish)
    Refund.objects.create(
        reference=reference, payment=payment, attempt=attempt, amount_minor=amount.minor, currency=amount.currency,
        reason=reason, by_role=by.role, by_person_id=by.person_id, created_at=at,
    )  # fmt: skip
    return attempt


def left_of(payment: Payment) -> Money:
    """What of a captured payment neither went back, nor is on its way, nor was kept by a bank."""
    return payment.amount - gone(payment)


def refund_or_owe(
    payment: Payment, *, amount: Money, step: str, reason: str, by: By, at: datetime, parts: dict[str, Any]
) -> Attempt | None:
    """The same; None while the bank has the payment in dispute: the refund is noted, and waits for the bank's word. Raises TooMuch."""
    try:
        return open_refund(payment, amount=amount, step=step, reason=reason, by=by, at=at, parts=parts)
    except Disputed:
        owe_refund(payment, amount=amount, reason=reason, by=by, at=at, parts=parts)
        return None


def refund_settled(attempt: Attempt, outcome: Outcome) -> str:
    """Write the refund's outcome on its row; the processor's id of one that succeeded, else nothing."""
    refund = attempt.refund
    if outcome.kind != SUCCEEDED:
        # One that the processor has and that failed there is for a person: the card is closed, and would refuse the next one too.
        refund.state, refund.processor_id = Refund.FAILED, getattr(outcome.answer, "id", None)
        refund.save(update_fields=["state", "processor_id"])
        return ""
    refund.state, refund.processor_id = Refund.SUCCEEDED, outcome.answer.id
    refund.save(update_fields=["state", "processor_id"])
    return str(outcome.answer.id)


def refunded(payment: Payment, attempt: Attempt, outcome: Outcome, *, earning: Money, at: datetime) -> None:
    """What is left of a payment that nothing was earned of goes back: its outcome, and one entry by the processor's refund id.

    ``earning`` is the professional's part of the whole price; the refund divides as the price does.
    """
    refund_id = refund_settled(attempt, outcome)
    if not refund_id:
        return
    post_refund(payment, attempt.refund.amount, refund_id, earning, at)


def post_refund(payment: Payment, amount: Money, refund_id: str, earning: Money, at: datetime) -> None:
    """Less than all where a bank kept a part: then it divides as what is left does, so that the last of it leaves nothing behind."""
    left = unearned(payment.subject, currency=payment.currency)
    is_there = left[0] + left[1] >= amount
    hers, ours = amount.split([each.minor for each in (left if is_there else (earning, payment.amount - earning))])
    if is_there and ours > left[1]:  # what rounding gave to a fee that is not there
        hers, ours = amount - left[1], left[1]
    kind, recipe = ("tip_refund", recipes.tip_refund) if payment.kind == Payment.TIP else ("refund", recipes.refund_before_completion)
    ledger.post(
        kind=kind, reference=refund_id, at=at, subject=payment.subject,
        postings=recipe(professional_id=payment.professional_id, earning=hers, fee=ours),
    )  # fmt: skip


def refunded_of_earning(payment: Payment, attempt: Attempt, outcome: Outcome, at: datetime) -> bool:
    """A part of what was earned goes back, divided as the claim said; False when the processor refused it."""
    refund_id = refund_settled(attempt, outcome)
    if refund_id:
        wish = attempt.parameters
        earning, fee = (Money(int(wish[name]), payment.currency) for name in ("earning_minor", "fee_minor"))
        by = By(attempt.by_role, attempt.by_person_id)
        earnings.refund(reference=payment.subject, refund_id=refund_id, earning=earning, fee=fee, by=by, at=at, why=attempt.refund.reason)
    return bool(refund_id)


def goodwill_refunded(payment: Payment, attempt: Attempt, outcome: Outcome, at: datetime) -> bool:
    """The platform's own money went to the card; her earning is untouched. False when the processor refused it."""
    refund_id = refund_settled(attempt, outcome)
    if refund_id:
        postings = recipes.goodwill_to_customer(amount=attempt.refund.amount)
        ledger.post(kind="goodwill", reference=refund_id, at=at, subject=payment.subject, postings=postings, memo=attempt.refund.reason)
    return bool(refund_id)


def goodwill_earned(*, subject: str, reference: str, professional_id: int, amount: Money, by: By, at: datetime) -> None:
    """The platform's own money for her: one entry, and an earning that clears as any other, from now on."""
    earning = f"{subject}/{reference}"
    ledger.post(
        kind="goodwill", reference=earning, at=at, subject=subject,
        postings=recipes.goodwill_to_professional(professional_id=professional_id, amount=amount),
    )  # fmt: skip
    earnings.expect(reference=earning, professional_id=professional_id, amount=amount, fee=Money.zero(amount.currency), by=by, at=at)
    earnings.set_available_on(reference=earning, available_on=at, at=at)  # it is no charge that the processor would have to let go
    earnings.start_clearing(reference=earning, scheduled_end=at, ended_at=at, by=by, at=at)


def refund_again(attempt: Attempt, at: datetime) -> Attempt:
    """The same refund as an attempt that never reached the processor: new rows and a new key, in the same words. Raises Disputed."""
    refund, by = attempt.refund, By(attempt.by_role, attempt.by_person_id)
    return open_refund(attempt.payment, amount=refund.amount, step=attempt.step, reason=refund.reason, by=by, at=at, parts=attempt.parameters)


def refund_again_or_owe(attempt: Attempt, at: datetime) -> Attempt | None:
    """The same; None while a bank has the payment in dispute: the refund is noted, and waits for the bank's word."""
    try:
        return refund_again(attempt, at)
    except Disputed:
        refund, by = attempt.refund, By(attempt.by_role, attempt.by_person_id)
        owe_refund(attempt.payment, amount=refund.amount, reason=refund.reason, by=by, at=at, parts=attempt.parameters)
        return None


def fee_known(payment: Payment, transaction: BalanceTransaction, at: datetime) -> None:
    """The processor's fee for a charge, and when its money may be used; once, by the balance transaction's id."""
    if transaction.fee:
        ledger.post(
            kind="processor_fee", reference=transaction.id, at=at, subject=payment.subject, postings=recipes.processor_fee(fee=transaction.fee)
        )
    if Earning.objects.filter(reference=payment.subject).exists():  # none when the capture was given back at once
        earnings.set_available_on(reference=payment.subject, available_on=transaction.available_on, at=at)
    payment.fee_posted_at = at
    payment.save(update_fields=["fee_posted_at"])
