"""One comparison of the processor's books with ours: nightly by the clock, and by command. Reads there, writes matches and breaks here.

No transaction is open while the processor is asked. The clock's lease lets one run at a time; run twice, it makes nothing twice.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from casaora.kit import clock, events
from casaora.kit.acting import as_verb
from casaora.kit.jobs import Counts
from casaora.stripe import gateway, listing
from casaora.stripe.answers import BalanceTransaction
from casaora.stripe.errors import ProcessorError
from payouts.ledger.models import Posting
from payouts.reconciliation import balances, comparing, suspense
from payouts.reconciliation.comparing import PAGE, Tally
from payouts.reconciliation.matching import Cash
from payouts.reconciliation.models import Break, Reconciliation

log = logging.getLogger(__name__)
T = TypeVar("T")
#: How far back, unless told otherwise: a night that failed is made up for by the next.
WINDOW = timedelta(days=3)
#: What is younger may still be on its way into our books, or into the processor's lists.
PATIENCE = timedelta(hours=1)
#: How many movements a run compares, and about how many entries it asks by name. More: run it window by window.
AT_MOST, ASKED = 200_000, 500
#: How often the balance is read until nothing moved meanwhile.
TRIES = 5


class TooMany(RuntimeError):
    """The window has more movements than one run may compare."""


def watch(at: datetime) -> Counts:
    """For the clock, nightly. ``failed`` are new breaks, and currencies whose difference nothing explains; or the processor that did not answer."""
    try:
        return counted(reconcile(at))
    except ProcessorError:
        log.exception("the books could not be compared: the processor did not show its own")
        return {"unanswered": 1, "failed": 1}


def counted(run: Reconciliation) -> Counts:
    """A run in the counts of a clock job: what is new fails it, once; what is open stays on the dashboard."""
    both = sum(each["count"] for each in run.counts.get(comparing.BOTH, {}).values())
    return {"both": both, "new": run.new_breaks, "failed": run.new_breaks + len(run.unexplained)}


def reconcile(at: datetime, since: datetime | None = None, until: datetime | None = None, tick: Callable[[int], Any] = lambda rows: None) -> Reconciliation:
    """Compare the window from ``since`` (three days ago) to just before ``until``; without ``until`` to this moment, and the balances too.

    ``tick`` is told how many rows were compared, for a progress bar. Raises TooMany, and the processor's errors: then the run is not finished.
    """
    run = _begin(at, since or (until or at) - WINDOW, until or at)
    tally = Tally(run, at, settles=at - PATIENCE)
    _look_again(tally)
    left = AT_MOST
    # A little more than the window: an entry of its first minutes is about a movement before them.
    for page in _pages(listing.list_movements(run.since - PATIENCE, until or at)):
        left -= len(page)
        if left < 0:
            raise TooMany(f"more than {AT_MOST} movements since {run.since}: compare it window by window (--since, --until)")
        comparing.theirs(comparing.named(page), tally)
        tick(len(page))
    _ours(tally, min(run.until, tally.settles), tick)
    suspense.look(tally)
    if until is None:
        run.balances = _balances(tally)
    return _finish(run, tally)


def _begin(at: datetime, since: datetime, until: datetime) -> Reconciliation:
    with transaction.atomic(durable=True), as_verb():
        return Reconciliation.objects.create(started_at=at, since=since, until=until)


def _pages(rows: Iterable[T]) -> Iterator[list[T]]:
    """A hundred at a time: never a whole list in memory."""
    left = iter(rows)
    while page := list(itertools.islice(left, PAGE)):
        yield page


def _look_again(tally: Tally) -> None:
    """Open breaks of before, also of days that this window does not reach: what has come meanwhile closes them."""
    after = 0
    while rows := list(Break.objects.filter(Q(closed_at__isnull=True) | ~Q(accepted_minor=0), pk__gt=after).exclude(bucket=Break.SUSPENSE).order_by("pk")[:PAGE]):
        after = rows[-1].pk
        quiet = Tally(tally.run, tally.at, tally.settles)  # the window counts them if they are in it
        comparing.theirs([comparing.seen_before(row) for row in rows if row.movement_id], quiet)
        _settle(comparing.cash_legs(Posting.objects.filter(entry_id__in=[row.entry_id for row in rows if row.entry_id])), quiet, ASKED)
        tally.new += quiet.new


def _ours(tally: Tally, until: datetime, tick: Callable[[int], Any]) -> None:
    after, asked = 0, ASKED
    while page := comparing.unmet(tally.run.since, until, after):
        after = page[-1].entry_id
        asked = max(asked - _settle(page, tally, asked), 0)
        tick(len(page))


def _settle(page: list[Cash], tally: Tally, asked: int) -> int:
    """Ask by name about entries that have met nothing, as many as may be; what is left alone then is a break. How many were asked about."""
    for entry in page[:asked]:
        # It was made before the window, or is not in the list for a reason that we do not know: the processor's word about it counts.
        found = comparing.ask_about(entry)
        if found:
            comparing.theirs(found, Tally(tally.run, tally.at, tally.settles, new=tally.new))
    if page:
        comparing.ours(page, tally)
    return min(len(page), asked)


def _balances(tally: Tally) -> dict[str, dict[str, int | None]]:
    """The processor's balance and ours, and what lies between them, when nothing moved while both were read."""
    for _try in range(TRIES):
        before = gateway.read_balance()
        newest: list[BalanceTransaction] = list(listing.list_movements(tally.at.replace(microsecond=0)))
        for page in _pages(newest):
            comparing.theirs(comparing.named(page), Tally(tally.run, tally.at, tally.settles, young=tally.young, new=tally.new))
        said = balances.ours(tally)
        if gateway.read_balance() == before:
            return balances.compared(before, said)
    return balances.compared(None, said)


def _finish(run: Reconciliation, tally: Tally) -> Reconciliation:
    for currency, minor in tally.young.values():
        tally.add(comparing.ON_ITS_WAY, currency, minor)
    run.counts, run.new_breaks = tally.as_json(), len(tally.new)
    run.finished_at = max(clock.now(), tally.at)
    with transaction.atomic(durable=True), as_verb():
        run.save(update_fields=["counts", "balances", "new_breaks", "finished_at"])
    for row in Break.objects.filter(pk__in=tally.new).select_related("entry").order_by("pk").iterator(chunk_size=PAGE):
        events.emit(
            "reconciliation_break", level=logging.ERROR, kind=row.bucket, code=row.type, entry=row.movement_id or row.source_id,
            amount_minor=row.amount_minor, currency=row.currency,
        )  # fmt: skip
    for code, minor in run.unexplained.items():
        events.emit("reconciliation_break", level=logging.ERROR, kind="unexplained", amount_minor=minor, currency=code)
    return run
