"""The facts of this moment that stand beside a runbook: label, value, and whether it is as it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from bookings.payments.models import Attempt, Dispute
from casaora.kit import switches
from casaora.kit.acting import reading_as_verb
from casaora.kit.models import JobRun, SwitchTurn, Traffic
from casaora.ops import figures, health, liveness, money_facts, objectives, words
from casaora.ops.fact import Fact, ago, status
from casaora.ops.runbooks import RUNBOOKS
from casaora.stripe.models import Event
from payouts.batches.models import TransferAttempt

WEEK, QUARTER = timedelta(days=7), timedelta(minutes=20)


def _health(at: datetime) -> list[Fact]:
    return [Fact(name, state, state == "ok") for name, state in health.states().items()]


def _unknown(at: datetime) -> list[Fact]:
    rows = figures.waiting(at)["unknown"]
    latest = [model.objects.filter(outcome="succeeded").order_by("-pk").values_list("settled_at", flat=True).first() for model in (Attempt, TransferAttempt)]
    answered = max(filter(None, latest), default=None)
    facts = [Fact(_("Calls without a known outcome"), len(rows), not rows), Fact(_("The processor’s last good answer"), ago(answered, at))]
    return facts + [Fact(row["key"], f"{row['step']}, {row['code']}, {ago(row['unknown_at'], at)}", False) for row in rows]


def _inbox(at: datetime) -> list[Fact]:
    found = figures.waiting(at)["inbox"]
    return [
        Fact(_("Messages that wait"), found["n"], found["n"] == 0), Fact(_("The oldest came"), ago(found["oldest"], at) if found["n"] else "–"),
        Fact(_("Of them tried and failed"), found["tried"], found["tried"] == 0),
    ]  # fmt: skip


def _outbox(at: datetime) -> list[Fact]:
    found = figures.waiting(at)["outbox"]
    return [
        Fact(_("Notices that are due"), found["n"], found["n"] == 0), Fact(_("The oldest was written"), ago(found["oldest"], at) if found["n"] else "–"),
        Fact(_("Tried and failed"), found["stuck"], found["stuck"] == 0),
    ]  # fmt: skip


def _queues(at: datetime) -> list[Fact]:
    broker = figures.waiting(at)["broker"]
    if broker is None:
        return [Fact(_("The broker"), _("does not answer"), False)]
    return [Fact(_("Tasks in the queue %(name)s") % {"name": queue}, depth, depth < 100) for queue, depth in broker.items()]


def _jobs(at: datetime) -> list[Fact]:
    rows = [row for row in figures.jobs(at) if row.state in ("missed", "failed")]
    facts = [Fact(_("Jobs that failed or did not run"), len(rows), not rows)]
    for row in rows:
        facts.append(Fact(row.name, ". ".join(filter(None, (row.words, ago(row.run.started_at if row.run else None, at), _what_failed(row.run)))), False))
    return facts


def _what_failed(run: JobRun | None) -> str:
    """The last line of the error; without one, how many of how many."""
    if run is None or run.status != JobRun.FAILED:
        return ""
    return run.error.strip().splitlines()[-1][:160] if run.error.strip() else words.counted(run.counts)


def _disputes(at: datetime) -> list[Fact]:
    sums = Dispute.objects.aggregate(
        week=Count("pk", filter=Q(opened_at__gte=at - WEEK, is_inquiry=False)), open=Count("pk", filter=Q(closed_at__isnull=True)),
        soon=Count("pk", filter=Q(closed_at__isnull=True, evidence_due_by__lt=at + timedelta(days=3), evidence_sent_at__isnull=True, accepted_at__isnull=True)),
    )  # fmt: skip
    return [
        Fact(_("Opened in seven days"), sums["week"], sums["week"] < 5), Fact(_("Open now"), sums["open"]),
        Fact(_("To be answered within three days"), sums["soon"], sums["soon"] == 0),
    ]  # fmt: skip


def _doors(at: datetime) -> list[Fact]:
    sums = Traffic.objects.filter(since__gte=at - QUARTER).aggregate(
        forged=Sum("refused", filter=Q(view="stripe_webhook"), default=0), stopped=Sum("limited", default=0)
    )
    good = Event.objects.order_by("-pk").values_list("received_at", flat=True).first()
    return [Fact(_("The last good message of the processor"), ago(good, at)), Fact(_("Messages with a wrong signature, lately"), sums["forged"], sums["forged"] == 0), Fact(_("Tries stopped by limits, lately"), sums["stopped"])]


def _traffic(at: datetime) -> list[Fact]:
    sums = Traffic.objects.filter(since__gte=at - QUARTER).aggregate(n=Sum("count", default=0), bad=Sum("failed", default=0))
    facts = [Fact(_("Answers, lately"), sums["n"]), Fact(_("Errors, lately"), sums["bad"], sums["bad"] == 0)]
    return facts + [Fact(f"{page['method']} {page['view']}", f"{page['mean']} ms", page["mean"] < 1000) for page in figures.slowest_pages(at - QUARTER)[:3]]


def _job_of(name: str, at: datetime) -> list[Fact]:
    runs = liveness.last_runs([name], at)
    return [Fact(name, f"{status(run)}, {ago(run.started_at, at)}", run.status == JobRun.SUCCEEDED) for run in runs] or [Fact(name, _("never"), None)]


def _objectives(at: datetime) -> list[Fact]:
    return [Fact(s.objective.title, f"{s.share:.3%} ({s.bad} / {s.total})", s.is_kept) for s in objectives.standings(at)]


def _switches(at: datetime) -> list[Fact]:
    facts = []
    for name, switch in switches.table().items():
        last = SwitchTurn.objects.filter(name=name).order_by("-pk").first()
        is_on = last.is_on if last else switch.is_on
        facts.append(Fact(switch.title, (_("on") if is_on else _("off")) + (f", {ago(last.at, at)}: {last.why}" if last else ""), is_on == switch.is_on))
    return facts


FACTS: dict[str, Callable[[datetime], list[Fact]]] = {
    "health": _health, "unknown": _unknown, "inbox": _inbox, "outbox": _outbox, "queues": _queues, "jobs": _jobs, "batches": money_facts.batches, "proofs": money_facts.proofs,
    "disputes": _disputes, "doors": _doors, "traffic": _traffic, "objectives": _objectives, "switches": _switches,
    "backups": lambda at: [*_job_of("backup", at), *_job_of("restore_drill", at)], "smoke": lambda at: _job_of("smoke", at),
}  # fmt: skip


def of(slug: str, at: datetime) -> list[Fact]:
    """Every fact of a runbook, now."""
    with reading_as_verb():
        return [fact for name in RUNBOOKS[slug].facts for fact in FACTS[name](at)]
