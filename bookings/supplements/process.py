"""The lives of a tip and of extra time, each as one table. Pages, clocks, notices and tests derive from them."""

from __future__ import annotations

from bookings.payments.models import Payment
from casaora.kit.steps import Process, Step

PROPOSED, PENDING, PAID, REFUNDED = "proposed", "pending_payment", "paid", "refunded"
REFUSED, CANCELED, EXPIRED, FAILED = "refused", "canceled", "expired", "failed"
#: Something can still come of it: one at a time for a booking, and extra time keeps the longer range occupied.
OPEN = (PROPOSED, PENDING)
STATES = (PROPOSED, PENDING, PAID, REFUNDED, REFUSED, CANCELED, EXPIRED, FAILED)
_OVER = (PAID, REFUNDED, REFUSED, CANCELED, EXPIRED, FAILED)


def _payment(kind: str, paid: dict[str, str], ended: dict[str, str]) -> list[Step]:
    """From the payment page on, both have the same steps; each step's name says of which."""
    return [
        Step(f"pay_{kind}", by=("processor",), sources=(PENDING,), target=PAID, calls=True,
             money="the hold is captured as soon as it is seen", told=paid),
        Step(f"leave_{kind}", by=("customer",), sources=(PENDING,), target=CANCELED, calls=True,
             money="the payment page is closed", told=ended),
        Step(f"expire_{kind}", by=("clock", "processor"), sources=(PENDING,), target=EXPIRED, calls=True,
             money="the payment page is closed", deadline="30 min after it was opened", told=ended),
        Step(f"fail_{kind}", by=("processor",), sources=(PENDING,), target=FAILED,
             money="the bank refused, or there was no page: nothing was charged", told={"customer": "booking_supplement_failed", **ended}),
        Step(f"late_{kind}", by=("processor",), sources=_OVER, target=None, calls=True,
             money="a hold that came too late is released", told={"customer": "booking_supplement_released"}),
        Step(f"refund_{kind}", by=("staff",), sources=(PAID,), target=REFUNDED, calls=True, money="all of it goes back to the card",
             told={"customer": "booking_supplement_refunded", "professional": "booking_supplement_refunded_professional"}),
    ]  # fmt: skip


_NOT_AGREED = {"professional": "booking_extra_time_refused"}
TIP = Process(
    [
        Step("request_tip", by=("customer",), sources=(), target=PENDING, calls=True,
             money="a payment page of its own is opened", deadline="14 days after completion"),
        *_payment(Payment.TIP, {"professional": "booking_tipped", "customer": "booking_tip_receipt"}, {}),
    ],
    final=(REFUNDED, CANCELED, EXPIRED, FAILED),
)  # fmt: skip
EXTRA_TIME = Process(
    [
        Step("propose_extra_time", by=("professional",), sources=(), target=PROPOSED, deadline="while the visit runs; answered within 30 min",
             told={"customer": "booking_extra_time_proposed"}),
        Step("refuse_extra_time", by=("customer", "professional", "clock"), sources=(PROPOSED,), target=REFUSED,
             deadline="by itself when nobody answers, or the visit is done",
             told={"customer": "booking_extra_time_refused", "professional": "booking_extra_time_refused"}),
        Step("approve_extra_time", by=("customer",), sources=(PROPOSED,), target=PENDING, calls=True,
             money="a payment page of its own is opened", deadline="30 min after the proposal"),
        *_payment(Payment.EXTRA_TIME, {"professional": "booking_extra_time_agreed", "customer": "booking_extra_time_agreed"}, _NOT_AGREED),
    ],
    final=(REFUNDED, REFUSED, CANCELED, EXPIRED, FAILED),
)  # fmt: skip
PROCESSES = {Payment.TIP: TIP, Payment.EXTRA_TIME: EXTRA_TIME}
