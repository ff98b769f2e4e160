"""The life of an issue as one table. Pages, clocks, notices, staff actions and tests derive from it."""

from __future__ import annotations

from casaora.kit.steps import Process, Step

OPEN, REVIEW, RULED, APPEALED, CLOSED = "issue_open", "issue_review", "issue_ruled", "issue_appealed", "issue_closed"
STATES = (OPEN, REVIEW, RULED, APPEALED, CLOSED)
#: Somebody still has to say something before it is over.
LIVE = (OPEN, REVIEW, RULED, APPEALED)
#: Our team has to decide.
WITH_STAFF = (REVIEW, APPEALED)

_BOTH = ("customer", "professional")
_TOLD = {"customer": "issue_{}", "professional": "issue_{}"}


def _told(kind: str) -> dict[str, str]:
    return {role: name.format(kind) for role, name in _TOLD.items()}


PROCESS = Process(
    [
        Step("report", by=_BOTH, sources=(), target=OPEN, money="what the visit earned is held back, where the family reports",
             deadline="from the start of the visit to 48 h after its end is recorded", told=_told("opened")),
        Step("answer", by=_BOTH, sources=(OPEN,), target=REVIEW, deadline="the other side, within 48 h", told=_told("answered")),
        Step("silence", by=("clock",), sources=(OPEN,), target=REVIEW, deadline="48 h after the report", told=_told("unanswered")),
        Step("take_back", by=_BOTH, sources=(OPEN, REVIEW), target=CLOSED, money="the hold is let go", told=_told("taken_back")),
        Step("escalate", by=("clock",), sources=WITH_STAFF, target=None, money="what nobody disputes is let go",
             deadline="10 days without a ruling", told=_told("escalated")),
        Step("propose_ruling", by=("staff",), sources=WITH_STAFF, target=None, money="above a limit somebody else must agree"),
        Step("refuse_ruling", by=("staff",), sources=WITH_STAFF, target=None),
        Step("rule", by=("staff",), sources=(REVIEW,), target=RULED, calls=True,
             money="what goes back is refunded first; then the hold is let go", told=_told("ruled")),
        Step("appeal", by=_BOTH, sources=(RULED,), target=APPEALED, money="held again, where the family appeals and it is not paid yet",
             deadline="once, within 7 days", told=_told("appealed")),
        Step("rule_finally", by=("staff",), sources=(APPEALED,), target=CLOSED, calls=True, money="as the first ruling", told=_told("ruled")),
        Step("close", by=("clock",), sources=(RULED,), target=CLOSED, deadline="when the time to appeal is over"),
    ],
    final=(CLOSED,),
)  # fmt: skip
