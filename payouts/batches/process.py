"""The life of a batch and of a payout, as one table each."""

from __future__ import annotations

from casaora.kit.steps import Process, Step

PLANNED, AWAITING, APPROVED, SENDING = "planned", "awaiting_approval", "approved", "sending"
COMPLETED, WITH_FAILURES, CANCELED = "completed", "completed_with_failures", "canceled"
BATCH_STATES = (PLANNED, AWAITING, APPROVED, SENDING, COMPLETED, WITH_FAILURES, CANCELED)
PAID, WITHDRAWN, FAILED, REVERSED = "paid", "withdrawn", "failed", "reversed"
PAYOUT_STATES = (PLANNED, SENDING, PAID, WITHDRAWN, FAILED, CANCELED, REVERSED)
_RUN = ("clock", "operator", "staff")

BATCH = Process(
    [
        Step("plan", by=_RUN, sources=(), target=PLANNED, money="payable becomes in transit, payout by payout"),
        Step("ask", by=_RUN, sources=(PLANNED,), target=AWAITING, deadline="the next cut-off"),
        Step("approve", by=_RUN, sources=(PLANNED, AWAITING), target=APPROVED),
        Step("send", by=_RUN, sources=(APPROVED,), target=SENDING, calls=True),
        Step("close", by=_RUN, sources=(PLANNED, APPROVED, SENDING), target=COMPLETED),
        Step("close_with_failures", by=_RUN, sources=(APPROVED, SENDING), target=WITH_FAILURES),
        Step("cancel", by=_RUN, sources=(PLANNED, AWAITING, APPROVED), target=CANCELED,
             money="in transit becomes payable again"),
    ],
    final=(COMPLETED, WITH_FAILURES, CANCELED),
)  # fmt: skip

PAYOUT = Process(
    [
        Step("plan", by=_RUN, sources=(), target=PLANNED, money="payable becomes in transit"),
        Step("net", by=_RUN, sources=(), target=PAID, money="payable settles what is owed; no transfer"),
        Step("claim", by=_RUN, sources=(PLANNED,), target=SENDING, calls=True, money="the transfer is asked for"),
        Step("pay", by=(*_RUN, "processor"), sources=(SENDING,), target=PAID, money="in transit becomes sent",
             told={"professional": "payout_sent"}),
        Step("fail", by=(*_RUN, "processor"), sources=(SENDING,), target=FAILED, money="in transit becomes payable again",
             told={"professional": "payout_failed"}),
        Step("put_off", by=(*_RUN, "processor"), sources=(SENDING,), target=PLANNED, money="stays in transit",
             deadline="our balance suffices, or the processor is known not to have it"),
        Step("withdraw", by=_RUN, sources=(PLANNED,), target=WITHDRAWN, money="in transit becomes payable again"),
        Step("cancel", by=_RUN, sources=(PLANNED,), target=CANCELED, money="in transit becomes payable again, with the batch"),
        Step("reverse", by=(*_RUN, "processor"), sources=(PAID,), target=REVERSED, money="all came back: payable again"),
    ],
    final=(WITHDRAWN, FAILED, CANCELED, REVERSED),
)  # fmt: skip
