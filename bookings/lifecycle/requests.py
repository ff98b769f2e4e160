"""The first step: a customer asks for a visit, and the processor opens a page that can hold the price."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg import errors as pg

from accounts.customers.models import Address, Customer
from accounts.professionals.queries import bookable
from bookings.availability import queries as availability
from bookings.availability.models import Rules
from bookings.availability.slots import Diary, Misfit, Slot, nearest_free, occupied_range, why_not
from bookings.catalog import legal
from bookings.catalog.cancellation import Cancellation
from bookings.catalog.models import Extra, Offering
from bookings.catalog.queries import extras_of, policy_for
from bookings.catalog.quotes import Quote, quote
from bookings.lifecycle import process
from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import step_taken
from bookings.payments.actions import open_attempt
from bookings.payments.models import Attempt, Payment
from casaora.kit import events, references, switches
from casaora.kit.acting import as_verb
from casaora.kit.locks import PROFESSIONAL, lock, retried
from casaora.kit.steps import By

#: Ours ends first, so that a page is never open for a slot that was given away.
PAY_WITHIN = timedelta(minutes=30)
PAGE_LIVES = timedelta(minutes=35)
#: What one customer may have at once: blocking other people's slots must cost something.
UNPAID, HOLDS, STARTS_AN_HOUR = 2, 3, 5
#: After this many expiries or withdrawals with one professional, a day's pause with her.
GIVEN_UP, PAUSE = 2, timedelta(days=1)


class RequestRefused(Exception):
    """The request cannot be made as it is; nothing was charged."""


class SlotTaken(RequestRefused):
    """The time is not free. ``misfit`` says why, ``nearest`` are free times around it."""

    def __init__(self, misfit: Misfit | None, nearest: Sequence[Slot] = ()) -> None:
        super().__init__(str(misfit or "taken"))
        self.misfit, self.nearest = misfit, list(nearest)


class TooManyRequests(RequestRefused):
    """The customer has as many unpaid requests or holds as anybody may, or gave up with this professional too often."""


class NotServed(RequestRefused):
    """The address is in another city, or she does not go to that neighborhood, or she takes no bookings now."""


class ClosedNow(RequestRefused):
    """Staff have turned new bookings off for a while."""


class ProcessorAway(RequestRefused):
    """The payment page could not be opened. Nothing was charged, and the slot is free again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer chose. Never a price."""

    offering_id: int
    extras: tuple[int, ...]
    starts_at: datetime
    minutes: int
    address_id: int
    message: str
    form_token: uuid.UUID
    language: str


def request(*, wish: Wish, by: By, at: datetime) -> Booking:
    """Make the booking and open its payment page. The same form twice is one booking.

    Raises a kind of RequestRefused, or of ``quotes.QuoteRefused``; Offering, Address or Customer.DoesNotExist for ids that are
    not this customer's or not there.
    """
    if not switches.is_on("new_requests"):
        raise ClosedNow
    try:
        booking, attempt = retried(lambda: _claim(wish, by, at))
    except SlotTaken as taken:
        raise SlotTaken(taken.misfit, free_around(wish, at)) from None
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, pg.ExclusionViolation) and cause.diag.constraint_name == "booking_never_overlaps":
            raise SlotTaken(None, free_around(wish, at)) from error
        if isinstance(cause, pg.UniqueViolation) and cause.diag.constraint_name == "one_booking_a_form":
            booking, attempt = _made_before(wish, by), None
        else:
            raise
    if attempt is not None:
        attempt_and_record(attempt, at)
        booking = give_up(booking, at)
    return booking


def give_up(booking: Booking, at: datetime) -> Booking:
    """After the call: the booking with its page. Without one it does not linger: expired now, ProcessorAway raised.

    An unknown answer leaves its attempt open; the janitor closes the page that nobody has seen.
    """
    with transaction.atomic(durable=True), as_verb():
        booking = locked(pk=booking.pk)
        if booking.payment.state == Payment.OPEN:
            return booking
        if booking.state == process.PENDING:
            step_taken(booking, "expire", By("clock"), at, why="the payment page could not be opened")
    events.emit("booking_failed", level=logging.ERROR, booking=booking.reference, code="processor_away")
    raise ProcessorAway(booking.reference)


def _made_before(wish: Wish, by: By) -> Booking:
    with transaction.atomic(), as_verb():
        return Booking.objects.select_related("payment").get(customer_id=by.person_id, form_token=wish.form_token)


def _claim(wish: Wish, by: By, at: datetime) -> tuple[Booking, Attempt | None]:
    with transaction.atomic(durable=True), as_verb():
        before = Booking.objects.select_related("payment").filter(customer_id=by.person_id, form_token=wish.form_token).first()
        if before is not None:
            return before, None
        offering = Offering.objects.select_related("service", "professional__city", "professional__user").get(pk=wish.offering_id)
        customer = Customer.objects.select_related("user").get(pk=by.person_id)
        address = Address.objects.get(pk=wish.address_id, customer=customer, removed_at__isnull=True)
        lock(PROFESSIONAL, offering.professional_id)
        _check_customer(customer, offering, at)
        diary = _check_time(wish, offering, address, at)
        extras = extras_of(offering, wish.extras)
        price = _price(offering, extras, wish, at)
        booking = _insert(wish, customer, offering, address, diary.rules, price, at)
        step_taken(booking, "request", by, at)
        return booking, _open_page(booking, offering, customer, wish, by, at)


def _check_customer(customer: Customer, offering: Offering, at: datetime) -> None:
    """The limits of domain.md §3. Raises TooManyRequests; a constraint refuses to book oneself."""
    mine = Booking.objects.filter(customer=customer)
    with_her = mine.filter(professional=offering.professional_id, created_at__gte=at - PAUSE)
    # One whose page we could not open was given up by nobody: that is our fault or the processor's.
    given_up = with_her.filter(Q(state=process.EXPIRED, payment__session_id__isnull=False) | Q(state=process.CANCELED, steps__step="withdraw")).distinct()
    too_many = (
        mine.filter(state=process.PENDING).count() >= UNPAID
        or mine.filter(state=process.AUTHORIZED).count() >= HOLDS
        or mine.filter(created_at__gte=at - timedelta(hours=1)).count() >= STARTS_AN_HOUR
        or given_up.count() >= GIVEN_UP
    )
    if too_many:
        raise TooManyRequests(customer.pk)
    hers = Customer.objects.filter(pk=offering.professional_id).first()
    if offering.professional_id == customer.pk or (hers and hers.phone and hers.phone == customer.phone):
        raise NotServed("nobody books herself")


def _check_time(wish: Wish, offering: Offering, address: Address, at: datetime) -> Diary:
    professional = offering.professional
    areas = set(professional.served_areas.values_list("neighborhood_id", flat=True))
    is_bookable = bookable(at).filter(pk=professional.pk).exists() and professional.user.suspended_at is None
    if not is_bookable or address.city_id != professional.city_id:
        raise NotServed(professional.slug)
    if areas and address.neighborhood_id not in areas:
        raise NotServed(professional.slug)
    ends_at = wish.starts_at + timedelta(minutes=wish.minutes)
    diary = availability.diary(professional, wish.starts_at, ends_at)
    misfit = why_not(diary, starts_at=wish.starts_at, minutes=wish.minutes, at=at)
    if misfit is not None:
        raise SlotTaken(misfit)  # what is free nearby is looked up after the lock is gone: others wait for it
    return diary


def free_around(wish: Wish, at: datetime) -> list[Slot]:
    """Free times near the one that was just taken, as they are now."""
    with transaction.atomic(), as_verb():
        professional = Offering.objects.select_related("professional__city").get(pk=wish.offering_id).professional
        diary = availability.diary(professional, wish.starts_at - timedelta(days=7), wish.starts_at + timedelta(days=8))
    return nearest_free(diary, starts_at=wish.starts_at, minutes=wish.minutes, at=at)


def _price(offering: Offering, extras: Sequence[Extra], wish: Wish, at: datetime) -> Quote:
    policy = policy_for(offering.professional.city.market_id, offering.service.category, at)
    return quote(offering=offering, extras=extras, minutes=wish.minutes, policy=policy)


def _insert(
    wish: Wish, customer: Customer, offering: Offering, address: Address, rules: Rules, price: Quote, at: datetime
) -> Booking:
    reference, ends_at = references.new("CB"), wish.starts_at + timedelta(minutes=wish.minutes)
    payment = Payment.objects.create(
        reference=references.new("PY"), subject=reference, visit=reference, customer=customer, professional=offering.professional,
        amount_minor=price.total.minor, currency=price.total.currency, created_at=at,
        expires_at=at + PAY_WITHIN, session_expires_at=at + PAGE_LIVES,
    )  # fmt: skip
    booking = Booking(
        reference=reference, customer=customer, professional=offering.professional, offering=offering, payment=payment,
        form_token=wish.form_token, created_at=at, city=offering.professional.city, neighborhood=address.neighborhood,
        address_line=address.line, address_notes=address.notes, message=wish.message, starts_at=wish.starts_at, ends_at=ends_at,
        agreed_start_at=wish.starts_at, occupied=occupied_range(wish.starts_at, ends_at, rules), start_code=references.digits(4),
        price_lines=price.lines_as_json(), policy_version=price.policy_version, terms=_terms(price, offering, at),
        subtotal_minor=price.subtotal.minor, earning_minor=price.earning.minor, fee_minor=price.fee.minor, total_minor=price.total.minor, currency=price.total.currency,
    )  # fmt: skip
    booking.home = address.position
    return booking


def _terms(price: Quote, offering: Offering, at: datetime) -> dict[str, Any]:
    """The policy's terms, and the law's where it has grown stricter since the policy was published."""
    cancellation = Cancellation.from_json(price.terms["cancellation"])
    market = offering.professional.city.market_id
    return {**price.terms, "cancellation": legal.strengthened(cancellation, market=market, at=at).as_json()}


def _open_page(booking: Booking, offering: Offering, customer: Customer, wish: Wish, by: By, at: datetime) -> Attempt:
    service = offering.service.name_es if wish.language == "es" else offering.service.name_en
    name, path = offering.professional.given_names, f"/{wish.language}/bookings/{booking.reference}/"
    promise = {
        "es": f"Tu banco aparta el valor. Solo se cobra si {name} acepta; si no, se libera.",
        "en": f"Your bank sets the amount aside. It is charged only if {name} accepts; otherwise it is released.",
    }
    wishes = {
        "title": f"{service} · {offering.professional.display_name}", "email": customer.user.email, "customer_id": customer.processor_id,
        "success_path": f"{path}payment/?back=paid", "cancel_path": f"{path}payment/?back=left", "locale": wish.language,
        "promise": promise["es" if wish.language == "es" else "en"],
    }  # fmt: skip
    return open_attempt(booking.payment, step="request", operation=Attempt.OPEN_CHECKOUT, by=by, at=at, parameters=wishes)
