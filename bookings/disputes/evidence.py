"""What a bank should know of a payment: the pack is built from the record, shown to staff, and sent as the bank's form asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.notifications.models import Notice
from accounts.users.models import Consent
from bookings.catalog.cancellation import Cancellation
from bookings.disputes.actions import NotOpen, require_answering
from bookings.disputes.books import booking_of
from bookings.lifecycle.claims import claimed
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import Follow, by_of
from bookings.payments.actions import BeingConfirmed, open_attempt
from bookings.payments.models import Attempt, Dispute, Payment
from casaora.design import dates
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.steps import By

STEP = "submit_evidence"
#: A text of the bank's form.
LONGEST = 20_000


class NothingToSend(Exception):
    """There is no booking behind this payment: a person writes to the bank."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The record of a disputed payment: titles with lines. No address of a device, no house number, no message between people."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self) -> str:
        """All of it, to be read, printed, or sent. In English, which is what banks' forms are read in."""
        return "\n\n".join("\n".join((title.upper(), *(f"- {line}" for line in lines))) for title, lines in self.sections if lines)


def pack(row: Dispute) -> Pack:
    """Everything that the record says of a disputed payment, oldest first; verbs and finance only."""
    payment, booking = row.payment, booking_of(row.payment)
    sections = [("Payment", _payment(payment))]
    if booking is not None:
        sections += [
            ("What was booked", _booked(booking)), ("What happened", _steps(booking)), ("Terms that were accepted", _terms(booking)),
            ("What the customer was told", _told(booking)),
        ]  # fmt: skip
    sections.append(("Money given back", tuple(f"{_hour(booking, r.created_at)}: {r.amount}, {r.reason.replace('_', ' ')}, {r.state}" for r in payment.refunds.order_by("pk"))))
    return Pack(tuple(sections))


def _hour(booking: Booking | None, moment: datetime | None) -> str:
    if moment is None:
        return "–"
    local = booking.city.local(moment) if booking else moment
    return f"{local:%Y-%m-%d %H:%M} ({local.tzname()})"


def _payment(payment: Payment) -> tuple[str, ...]:
    booking = booking_of(payment)
    card = f"{payment.card_brand} ending in {payment.card_last4}"
    return (f"{payment.amount} by {card}, reference {payment.reference}", f"paid on {_hour(booking, payment.captured_at)}, authorized by the cardholder on {_hour(booking, payment.held_at)}")


def _booked(booking: Booking) -> tuple[str, ...]:
    person = booking.customer.user
    lines = [f"{line.name_en}: {line.amount}" for line in booking.lines]
    return (
        f"booking {booking.reference}: {booking.offering.service.name_en}, {booking.minutes} minutes",
        f"from {_hour(booking, booking.starts_at)} to {_hour(booking, booking.ends_at)}",
        f"at the customer's home in {booking.neighborhood.name}, {booking.city.name_es}",
        f"customer {person.get_full_name()}, e-mail verified, account since {_hour(booking, person.date_joined)}",
        *lines, f"service fee: {booking.fee}", f"total, shown before payment: {booking.total}",
    )  # fmt: skip


def _steps(booking: Booking) -> tuple[str, ...]:
    out = [f"{_hour(booking, step.at)}: {step.step.replace('_', ' ')} by the {step.by_role}" for step in booking.steps.order_by("pk")]
    if booking.started_at:
        code = "without the customer's start code" if booking.started_without_code else "with the start code that only the customer had"
        out.append(f"the professional was let in at {_hour(booking, booking.started_at)}, {code}")
    return tuple(out)


def _terms(booking: Booking) -> tuple[str, ...]:
    tiers = Cancellation.from_json(booking.terms["cancellation"]).tiers
    consents = Consent.objects.filter(person_id=booking.customer_id, given_at__lte=booking.created_at).order_by("given_at")
    return (
        *(f"{c.purpose.replace('_', ' ')}, version {c.version}, accepted on {_hour(booking, c.given_at)}" for c in consents),
        f"prices and terms of policy {booking.policy_version}, frozen in the booking",
        *(f"canceled {tier.hours} hours or more before the start: {tier.basis_points // 100} % is refunded" for tier in tiers),
        "later: no refund",
    )  # fmt: skip


def _told(booking: Booking) -> tuple[str, ...]:
    mine = Notice.objects.filter(person_id=booking.customer_id, key__contains=booking.reference).order_by("created_at").select_related("mail")
    return tuple(f"{_hour(booking, n.created_at)}: {n.kind.replace('_', ' ')}, by e-mail" for n in mine)


def form(row: Dispute) -> dict[str, str]:
    """The pack as the fields of the bank's form. Raises NothingToSend."""
    booking = booking_of(row.payment)
    if booking is None:
        raise NothingToSend(row.processor_id)
    person = booking.customer.user
    return {
        "product_description": f"{booking.offering.service.name_en} at the customer's home, booked and paid on the website",
        "customer_name": person.get_full_name(), "customer_email_address": person.email,
        "service_date": dates.local(booking.starts_at.isoformat(), booking.city.time_zone).strftime("%Y-%m-%d"),
        "refund_policy_disclosure": "\n".join(_terms(booking))[:LONGEST],
        "access_activity_log": "\n".join(_steps(booking))[:LONGEST],
        "uncategorized_text": pack(row).text()[:LONGEST],
    }  # fmt: skip


def submit(*, dispute_id: int, by: By, at: datetime) -> None:
    """Send the pack to the bank: claim → call → record. Sent once: a bank reads what comes first. Raises MayNot, NotOpen, NothingToSend, BeingConfirmed."""
    with transaction.atomic(), as_verb():
        reference = Dispute.objects.values_list("processor_id", flat=True).get(pk=dispute_id)
    attempt = claimed(reference, lambda: _claim(dispute_id, by, at))
    if attempt is not None:
        attempt_and_record(attempt, at)


def _claim(dispute_id: int, by: By, at: datetime) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        payment_id = Dispute.objects.values_list("payment_id", flat=True).get(pk=dispute_id)
        payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        row = Dispute.objects.get(pk=dispute_id)
        if row.closed_at or row.evidence_sent_at:
            raise NotOpen(row.processor_id)
        require_answering(by, payment)
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(payment.reference)
        wish = {"dispute": row.processor_id, "evidence": form(row)}
        return open_attempt(payment, step=STEP, operation=Attempt.EVIDENCE, by=by, at=at, parameters=wish)


def recorded(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The bank has it; or it never arrived, and goes again with a new key; or the bank will not take it: then it is closed."""
    Payment.objects.select_for_update(no_key=True).get(pk=attempt.payment_id)  # as who writes a reading
    row = Dispute.objects.get(processor_id=attempt.parameters["dispute"])
    if outcome.kind == SUCCEEDED:
        row.evidence_sent_at, row.answered_by_person_id, row.status = at, attempt.by_person_id, outcome.answer.status
        row.save(update_fields=["evidence_sent_at", "answered_by_person_id", "status"])
    events.emit("dispute_answered", booking=booking.reference, dispute=row.processor_id, outcome=outcome.kind)
    if outcome.code != "never_happened" or row.closed_at:
        return None
    again = open_attempt(attempt.payment, step=STEP, operation=Attempt.EVIDENCE, by=by_of(attempt), at=at, parameters=attempt.parameters)
    return lambda: attempt_and_record(again, at)
