"""The life of an earning as one table. What holds it back is a row of its own, not a state."""

from __future__ import annotations

from casaora.kit.steps import ROLES, Process, Step

EXPECTED, CLEARING, PAYABLE, IN_PAYOUT, PAID, REVERSED = "expected", "clearing", "payable", "in_payout", "paid", "reversed"
STATES = (EXPECTED, CLEARING, PAYABLE, IN_PAYOUT, PAID, REVERSED)
#: Who took it is decided above, by what was sold; here it is kept.
_ANYBODY = ROLES

PROCESS = Process(
    [
        Step("expect", by=_ANYBODY, sources=(), target=EXPECTED,
             money="captured: held for the professional"),
        Step("start_clearing", by=_ANYBODY, sources=(EXPECTED,), target=CLEARING,
             money="still held", deadline="clears_at"),
        Step("release", by=("clock",), sources=(CLEARING,), target=PAYABLE,
             money="held becomes payable, and the fee is earned", deadline="clears_at + 15 min"),
        Step("take", by=("clock", "operator", "staff"), sources=(PAYABLE,), target=IN_PAYOUT,
             money="payable becomes in transit, with its payout"),
        Step("give_back", by=("clock", "operator", "staff", "processor"), sources=(IN_PAYOUT, PAID), target=PAYABLE,
             money="payable again, with its payout"),
        Step("pay", by=("clock", "operator", "staff", "processor"), sources=(IN_PAYOUT,), target=PAID,
             money="sent, with its payout"),
        Step("reduce", by=_ANYBODY, sources=(EXPECTED, CLEARING, PAYABLE),
             target=None, money="a part went back to the customer, or was lost in a dispute"),
        Step("reverse", by=_ANYBODY, sources=(EXPECTED, CLEARING, PAYABLE),
             target=REVERSED, money="all of it went back to the customer, or was lost in a dispute"),
        Step("split", by=_ANYBODY, sources=(CLEARING, PAYABLE),
             target=None, money="what nobody disputes goes on as an earning of its own"),
        Step("claw_back", by=_ANYBODY, sources=(IN_PAYOUT, PAID),
             target=None, money="she owes what went back to the customer, or was lost in a dispute"),
    ],
    final=(REVERSED,),
)  # fmt: skip
