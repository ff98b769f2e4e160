"""Whether the clock lives: what should have run did, and what was due got done. Each finding is a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef

from accounts.places.models import Market
from casaora.kit.models import JobRun
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
#: Run by the machine's own clock, nightly and weekly.
BACKED_UP_WITHIN = {"backup": timedelta(hours=36), "restore_drill": timedelta(days=8)}


def missed(at: datetime) -> list[str]:
    """Jobs whose last run is older than two of their intervals and a grace. A house in which nothing ran yet has missed nothing."""
    runs = JobRun.objects.filter(started_at__gte=at - LOOKS_BACK, started_at__lte=at)
    since = runs.aggregate(since=Min("started_at"))["since"]
    latest = dict(runs.values_list("job").annotate(Max("started_at")))
    late = {name: at - (2 * timedelta(minutes=job.minutes) + GRACE) for name, job in JOBS.items()}
    return [name for name in JOBS if since is not None and latest.get(name, since) < late[name]]


def every_clock_job_ran(at: datetime) -> list[str]:
    """10. Each clock job ran when it should."""
    return [f"the clock job {name} has not run when it should" for name in missed(at)]


def backups_were_made_and_tried(at: datetime) -> list[str]:
    """10. A deployed house has a backup of the last day and a half, and one that was restored within eight days."""
    if not settings.IS_DEPLOYED:
        return []
    done = JobRun.objects.filter(status=JobRun.SUCCEEDED, started_at__lte=at)
    out = []
    for name, within in BACKED_UP_WITHIN.items():
        latest = done.filter(job=name).aggregate(latest=Max("started_at"))["latest"]
        since = latest or JobRun.objects.aggregate(since=Min("started_at"))["since"] or at
        if since < at - within:
            out.append(f"{name} has not succeeded since {since:%Y-%m-%d %H:%M} UTC")
    return out


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
