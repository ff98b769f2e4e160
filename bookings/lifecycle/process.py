"""The life of a booking as one table. Pages, clocks, notices, admin actions, diagrams and tests derive from it."""

from __future__ import annotations

from casaora.kit.steps import Process, Step

PENDING, AUTHORIZED, CONFIRMED, IN_PROGRESS, COMPLETED = "pending_payment", "authorized", "confirmed", "in_progress", "completed"
UNATTENDED = "unattended"
DECLINED, EXPIRED, CANCELED, PAYMENT_FAILED = "declined", "expired", "canceled", "payment_failed"

#: In these states a booking occupies its professional; the exclusion constraint and the view ``busy`` say the same.
LIVE = (PENDING, AUTHORIZED, CONFIRMED, IN_PROGRESS, UNATTENDED)
FINAL = (COMPLETED, DECLINED, EXPIRED, CANCELED, PAYMENT_FAILED)

PROCESS = Process(
    [
        Step("request", by=("customer",), sources=(), target=PENDING, calls=True,
             money="a hold is opened on the processor's page", deadline="pay within 30 min"),
        Step("authorize", by=("processor",), sources=(PENDING,), target=AUTHORIZED,
             money="the hold is in place", deadline="respond by 24 h, 2 h before the start or 12 h before the hold lapses",
             told={"professional": "booking_requested", "customer": "booking_held"}),
        Step("expire", by=("clock",), sources=(PENDING,), target=EXPIRED, calls=True,
             money="the payment page is closed", deadline="30 min after the request", told={"customer": "booking_expired"}),
        Step("late_authorize", by=("processor",), sources=FINAL, target=None, calls=True,
             money="a hold that came too late is released", told={"customer": "booking_hold_released"}),
        Step("accept", by=("professional",), sources=(AUTHORIZED,), target=CONFIRMED, calls=True,
             money="the hold is captured", deadline="before respond_by", told={"customer": "booking_accepted"}),
        Step("decline", by=("professional", "clock"), sources=(AUTHORIZED,), target=DECLINED, calls=True,
             money="the hold is released", deadline="before respond_by; by the clock where somebody was suspended", told={"customer": "booking_declined"}),
        Step("auto_decline", by=("clock",), sources=(AUTHORIZED,), target=DECLINED, calls=True,
             money="the hold is released", deadline="at respond_by",
             told={"customer": "booking_auto_declined", "professional": "booking_missed"}),
        Step("withdraw", by=("customer",), sources=(PENDING, AUTHORIZED), target=CANCELED, calls=True,
             money="the payment page is closed or the hold released in full", told={"professional": "booking_withdrawn"}),
        Step("payment_fails", by=("processor",), sources=(AUTHORIZED,), target=PAYMENT_FAILED,
             money="the capture was refused for good",
             told={"customer": "booking_payment_failed", "professional": "booking_payment_failed_professional"}),
        Step("capture_too_late", by=("processor",), sources=(AUTHORIZED,), target=CANCELED, calls=True,
             money="captured later than 30 min before the start: refunded in full",
             told={"customer": "booking_captured_too_late", "professional": "booking_captured_too_late"}),
        Step("cancel", by=("customer", "professional", "staff", "clock"), sources=(CONFIRMED,), target=CANCELED, calls=True,
             money="refunded by policy, in full unless the customer cancels; what is kept clears as an earning",
             deadline="until the end of the visit", told={"customer": "booking_canceled", "professional": "booking_canceled_professional"}),
        Step("propose_time", by=("customer", "professional"), sources=(CONFIRMED,), target=None,
             deadline="2 h before the start; answered within 24 h",
             told={"customer": "booking_time_proposed", "professional": "booking_time_proposed"}),
        Step("reschedule", by=("customer", "professional"), sources=(CONFIRMED,), target=None,
             money="price and hours stay; what canceling costs is reckoned from the earliest agreed start", deadline="before the proposal lapses",
             told={"customer": "booking_rescheduled", "professional": "booking_rescheduled"}),
        Step("refuse_time", by=("customer", "professional", "clock"), sources=(CONFIRMED,), target=None, deadline="by itself when nobody answers",
             told={"customer": "booking_time_refused", "professional": "booking_time_refused"}),
        Step("arrive", by=("professional",), sources=(CONFIRMED,), target=None, deadline="from 30 min before the start to 30 min after it",
             told={"customer": "booking_at_the_door"}),
        Step("customer_no_show", by=("professional", "staff"), sources=(CONFIRMED,), target=CANCELED,
             money="nothing goes back; what is kept clears as an earning", deadline="after a wait of 30 min that the customer was told of",
             told={"customer": "booking_customer_no_show", "professional": "booking_customer_no_show_professional"}),
        Step("start", by=("professional",), sources=(CONFIRMED,), target=IN_PROGRESS,
             deadline="from 60 min before the start to the end; before the start with the code or within 150 m", told={"customer": "booking_started"}),
        Step("complete", by=("professional", "clock"), sources=(IN_PROGRESS,), target=COMPLETED,
             money="the earning starts to clear", deadline="by itself 12 h after the end",
             told={"customer": "booking_completed", "professional": "booking_completed_professional"}),
        Step("unattended", by=("clock",), sources=(CONFIRMED,), target=UNATTENDED, deadline="2 h after the end, when nobody checked in",
             told={"customer": "booking_unattended", "professional": "booking_unattended_professional"}),
        Step("attest", by=("customer", "clock"), sources=(UNATTENDED,), target=COMPLETED,
             money="the earning starts to clear", deadline="by itself after 48 h of silence",
             told={"customer": "booking_completed", "professional": "booking_completed_professional"}),
        Step("rule_present", by=("staff",), sources=(UNATTENDED,), target=COMPLETED,
             money="the earning starts to clear, less what the ruling gave back", deadline="an issue's: it says that nobody came"),
        Step("rule_absent", by=("staff",), sources=(UNATTENDED,), target=CANCELED, money="all of it was refunded by the ruling",
             deadline="an issue's: it says that nobody came"),
        Step("professional_no_show", by=("customer",), sources=(CONFIRMED,), target=CANCELED, calls=True,
             money="all of it is refunded", deadline="from 30 min after the start",
             told={"customer": "booking_no_show", "professional": "booking_no_show_professional"}),
    ],
    final=FINAL,
)  # fmt: skip

#: Which clock step ends a state that nobody ends.
CLOCKS = {PENDING: "expire", AUTHORIZED: "auto_decline", CONFIRMED: "unattended", IN_PROGRESS: "complete", UNATTENDED: "attest"}
