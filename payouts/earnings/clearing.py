"""When an earning clears. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

#: Never shorter than the time in which something can be reported.
REPORT_WINDOW = timedelta(hours=48)
CLEARS_AFTER = timedelta(hours=48)
#: A new professional's first earnings, and tips from cards that we do not know.
CAUTIOUS = timedelta(days=7)
FIRST_EARNINGS = 3
#: The release runs this much later, so that a report in the last minute still finds the earning held.
RELEASE_AFTER = timedelta(minutes=15)
#: How long an earning waits whose money the processor has not given a date for.
UNDATED = timedelta(days=7)


def clears_at(
    *,
    scheduled_end: datetime,
    ended_at: datetime,
    after: timedelta = CLEARS_AFTER,
    is_cautious: bool = False,
    not_before: Iterable[datetime | None] = (),
) -> datetime:
    """The latest of the scheduled end and the real one, plus ``after``, which is 48 h or more (7 days when ``is_cautious``).

    ``ended_at`` is the completion, the cancellation, or a tip's capture. ``not_before`` are moments that it never precedes,
    such as the booking's own clearing, or when the processor lets the money be used; None among them is passed over.
    """
    wait = max(after, CAUTIOUS if is_cautious else REPORT_WINDOW)
    return max([max(scheduled_end, ended_at) + wait, *(moment for moment in not_before if moment)])
