"""What came of a remedy's jobs: what a button brought about, and what the clock did after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.users.models import User
from casaora.kit.acting import reading_as_verb
from casaora.kit.models import JobRun
from casaora.kit.steps import CLOCK
from casaora.ops import liveness, words
from casaora.ops.fact import ago


def last_times(jobs: Sequence[str], at: datetime) -> list[str]:
    """A sentence for the last press, and one for the clock's last run: the clock goes on each minute and would hide what a press did."""
    if not jobs:
        return []
    with reading_as_verb():
        latest = liveness.last_runs(jobs, at)
        pressed = _pressed(jobs, at)
        names = {person.pk: person.get_full_name() for person in User.objects.filter(pk__in={run.by_person_id for run in pressed if run.by_person_id})}
    said = [_sentence(pressed, at, _who(pressed[0], names))] if pressed else []
    by_clock = [run for run in latest if run.by_role == CLOCK.role]
    return said + ([_sentence(by_clock, at, _("the clock"))] if by_clock else [])


def _pressed(jobs: Sequence[str], at: datetime) -> list[JobRun]:
    """The last run of each job that a person began, of the last press alone."""
    rows = JobRun.objects.filter(job__in=jobs, started_at__gte=at - liveness.LOOKS_BACK, started_at__lte=at, finished_at__isnull=False)
    found = list(rows.exclude(by_role=CLOCK.role).order_by("job", "-started_at").distinct("job"))
    newest = max(found, key=lambda run: run.started_at, default=None)
    return [run for run in found if newest is not None and (run is newest or (run.request_id and run.request_id == newest.request_id))]


def _who(run: JobRun, names: dict[int, str]) -> str:
    if run.by_person_id is None:
        return _("somebody at a terminal")
    return _("%(name)s, with the button") % {"name": names.get(run.by_person_id) or "–"}


def _sentence(runs: Sequence[JobRun], at: datetime, who: str) -> str:
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update({name: n for name, n in run.counts.items() if isinstance(n, int)})
    still = counts.pop("open", 0)
    left = ngettext("%(n)s call still has no answer", "%(n)s calls still have no answer", still) % {"n": still} if still else ""
    broken = [run.error.strip().splitlines()[-1][:160] for run in runs if run.error.strip()]
    said = ", ".join(filter(None, (tried(counts), left, *broken))) or _("there was nothing to do")
    return _("Last time, %(ago)s, %(who)s: %(said)s.") % {"ago": ago(max(run.started_at for run in runs), at), "who": who, "said": said.rstrip(".")}


def tried(counts: Counter[str]) -> str:
    """How many were tried, and how many of them failed; without a failure, what was done."""
    failed, together = counts.get("failed", 0), sum(counts.values())
    if failed:
        return _("%(all)s tried, %(failed)s failed") % {"all": together, "failed": failed}
    return words.counted(counts)
