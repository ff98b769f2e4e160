"""What the house keeps about itself goes after its time: runs of jobs, notes to itself, events of the processor, dead sessions.

Nothing here is anybody's history: bookings, money, the ledger, notices and the staff's log stay. What is not done yet stays as well, however old.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Q

from casaora.help.models import Question, Verdict
from casaora.kit.jobs import Counts, until_empty
from casaora.kit.models import JobRun, Outgoing, Traffic
from casaora.stripe.models import Event

#: Rows that one transaction looks at, from the oldest on.
AT_ONCE = 500


@dataclass(frozen=True)
class Rule:
    """Rows of ``model`` go ``days`` after ``done``, a column that is empty while somebody still needs them. ``born`` grows with the key."""

    model: Any
    born: str
    done: str
    days: int
    why: str


RULES = {
    "job_runs": Rule(JobRun, "started_at", "started_at", 90, "a quarter tells how the clock runs; alarms look back days"),
    "outbox_rows": Rule(Outgoing, "put_at", "done_at", 90, "the notice and its mail are rows of their own; this was only the way to them"),
    "pages": Rule(Traffic, "since", "since", 35, "objectives look back thirty days"),
    "questions": Rule(Question, "asked_at", "closed_at", 730, "somebody may come back to what was answered; then nobody needs what people wrote to us"),
    "verdicts": Rule(Verdict, "given_at", "given_at", 365, "an article is made better, or another one, within the year"),
    "events": Rule(Event, "received_at", "handled_at", 548, "longer than a bank may take back a payment; what they told is in our own rows"),
}


def run(at: datetime) -> Counts:
    """Delete what has had its time, in bounded transactions; for the clock, daily. How many rows went, by kind."""
    walks = {name: _walk(rule, at) for name, rule in RULES.items()}
    counts = until_empty(lambda: {name: step() for name, step in walks.items()})
    # By Django's own clock, which is not ours to move: a session is a cookie's.
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return {name: counts.get(name, 0) for name in RULES}


def _walk(rule: Rule, at: datetime) -> Callable[[], int]:
    """One step a call, each further from the oldest row, until a row is too young; 0 from then on.

    Rows that stay though they are old (an event that was never handled) are passed by, so that they cannot hide those behind them.
    """
    border, passed = at - timedelta(days=rule.days), 0
    goes = Q(**{f"{rule.done}__lt": border})

    def step() -> int:
        nonlocal passed
        while True:
            oldest = rule.model.objects.filter(pk__gt=passed).order_by("pk").values_list("pk", rule.born, rule.done)[:AT_ONCE]
            rows = [row for row in oldest if row[1] < border]
            if not rows:
                return 0
            passed = rows[-1][0]
            gone, _ = rule.model.objects.filter(goes, pk__in=[pk for pk, _, done in rows if done]).delete()
            if gone:
                return int(gone)

    return step
