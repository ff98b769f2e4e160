"""Whether the clock lives: what should have run did, and what was due got done. Each finding is a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, Max, Min, OuterRef

from accounts.places.models import Market
from casaora.kit import clock
from casaora.kit.models import JobLease, JobRun
from casaora.timetable import JOBS
from payouts.batches import cutoffs
from payouts.batches.models import Batch
from payouts.earnings.actions import due_for_release
from payouts.earnings.models import Earning, EarningHold

#: Two intervals and this much are allowed between the runs of a job.
GRACE = timedelta(minutes=5)
#: How far back runs are looked at: a little more than two intervals of the rarest job.
LOOKS_BACK = timedelta(days=3)
#: The release runs every quarter of an hour, the planning every hour.
RELEASED_WITHIN, PLANNED_WITHIN = timedelta(hours=1), timedelta(hours=2)


def missed(at: datetime) -> list[str]:
    """Jobs whose last run is older than two of their intervals and a grace. A house in which nothing ran yet has missed nothing."""
    if clock.is_leaping():
        return []  # a demo clock is ahead of its jobs for a moment
    runs = JobRun.objects.filter(started_at__gte=at - LOOKS_BACK, started_at__lte=at)
    since = runs.aggregate(since=Min("started_at"))["since"]
    latest = dict(runs.values_list("job").annotate(Max("started_at")))
    late = {name: at - (2 * timedelta(minutes=job.minutes) + GRACE) for name, job in JOBS.items()}
    # One that is new in a release is waited for from the moment that the watch first saw it, and not from the house's first day.
    known = dict(JobLease.objects.filter(holder="").values_list("job", "expires_at"))
    return [name for name in JOBS if since is not None and latest.get(name, known.get(name, since)) < late[name]]


def silent_queues(missed: Collection[str]) -> set[str]:
    """Queues of which most jobs were missed: then it is not the job."""
    jobs: dict[str, list[str]] = {}
    for name, job in JOBS.items():
        jobs.setdefault(job.queue, []).append(name)
    return {queue for queue, names in jobs.items() if len(set(names) & set(missed)) * 2 > len(names) > 1}


def last_runs(names: Sequence[str], at: datetime) -> list[JobRun]:
    """The last finished run of each job, if it was in the last days: one statement, one look into the index for each name."""
    return list(
        JobRun.objects.raw(
            """SELECT run.* FROM unnest(%s::text[]) AS wanted(job) CROSS JOIN LATERAL (
                 SELECT * FROM kit_jobrun WHERE kit_jobrun.job = wanted.job AND started_at BETWEEN %s AND %s AND finished_at IS NOT NULL
                 ORDER BY started_at DESC LIMIT 1) AS run""",
            [list(names), at - LOOKS_BACK, at],
        )
    )


def every_clock_job_ran(at: datetime) -> list[str]:
    """10. Each clock job ran when it should."""
    return [f"the clock job {name} has not run when it should" for name in missed(at)]


def cleared_money_moved_on(at: datetime) -> list[str]:
    """10. What had cleared an hour ago, and nothing held in that hour, is payable."""
    then = at - RELEASED_WITHIN
    let_go = EarningHold.objects.filter(earning=OuterRef("pk"), closed_at__gt=then)
    late = due_for_release(then).exclude(Exists(let_go)).order_by("pk").values_list("reference", flat=True)
    return [f"earning {reference} has cleared and is not payable" for reference in late[:100]]


def every_payout_day_was_planned(at: datetime) -> list[str]:
    """10. Two hours after a cut-off each open market with something to pay has its batch."""
    out = []
    for market in Market.objects.filter(is_open=True).order_by("code"):
        cut_off_at = cutoffs.latest(at - PLANNED_WITHIN, market.zone)
        payable = Earning.objects.filter(market=market, state="payable", payable_at__lte=cut_off_at)
        if payable.exists() and not Batch.objects.filter(market=market, cut_off_at__gte=cut_off_at).exists():
            out.append(f"nobody planned the payouts of {market.code} of {cut_off_at:%Y-%m-%d %H:%M %Z}")
    return out
