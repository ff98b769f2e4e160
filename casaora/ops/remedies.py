"""Safe buttons: each makes rows due that wait, and asks the clock's own jobs to run now. None of them does anything that the clock would not.

A remedy says first what it would do (``look``, which reads only). Where money moves, one person asks and another lets it happen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.places.queries import home_zone
from accounts.users.models import User
from bookings.payments.models import Attempt
from casaora.design import dates
from casaora.kit import events, outbox
from casaora.kit.acting import as_verb, reading_as_verb
from casaora.kit.models import JobRun, Outgoing
from casaora.kit.steps import OPERATOR, By
from casaora.ops import liveness, words
from casaora.ops.models import Asked
from casaora.stripe import inbox
from casaora.stripe.models import Event
from casaora.timetable import JOBS
from payouts.batches import cutoffs, planning
from payouts.batches import process as batch_process
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.connect.models import OpeningAttempt

#: Run last: they would find what the others have not done yet.
LOOK_AT_THE_OTHERS = ("invariants", "alarms")
#: Lines that a dry run shows, and how long an asked remedy can be approved.
LINES, LASTS = 12, timedelta(hours=1)


class WhyMissing(Exception):
    """Who asks for a remedy that moves money says why."""


class NotTwoPeople(Exception):
    """Whoever asked does not approve."""


class NotTheirs(Exception):
    """The remedy is not for this person's groups, nor for this role."""


class Gone(Exception):
    """What was asked for has been approved, or was asked too long ago."""


def _clock(moment: datetime | None) -> str:
    """By the clock of the page that the line stands on."""
    return dates.short(dates.local(moment, home_zone())) if moment else "–"


def nothing(at: datetime) -> int:
    """For remedies whose jobs find their work themselves."""
    return 0


@dataclass(frozen=True)
class Remedy:
    """``look`` says in lines what there is to do; ``prepare`` makes it due, and answers how many; then ``jobs`` run."""

    title: Any
    text: Any
    look: Callable[[datetime], list[str]]
    jobs: Sequence[str] = ()
    prepare: Callable[[datetime], int] = nothing
    pick: Callable[[datetime], Sequence[str]] | None = None
    moves_money: bool = False
    groups: frozenset[str] = field(default=frozenset({"operations", "finance"}))

    def chosen(self, at: datetime) -> Sequence[str]:
        """The jobs to run now."""
        return self.pick(at) if self.pick else self.jobs


def _unknown(at: datetime) -> list[str]:
    lines = []
    for model in (Attempt, TransferAttempt, OpeningAttempt):
        for row in model.objects.filter(outcome="", unknown_at__isnull=False).order_by("opened_at")[:LINES]:
            lines.append(f"{row.key}: {row.step}, unknown since {_clock(row.unknown_at)}, read {row.tries} times, {row.code}")
    return lines


def _hasten_unknown(at: datetime) -> int:
    with transaction.atomic(durable=True), as_verb():
        return sum(m.objects.filter(outcome="", unknown_at__isnull=False).update(next_try_at=at) for m in (Attempt, TransferAttempt, OpeningAttempt))


def _events(at: datetime) -> list[str]:
    rows = Event.objects.filter(handled_at__isnull=True).order_by("pk")[:LINES]
    return [f"{row.processor_id}: {row.type}, {row.tries} tries, {row.error.splitlines()[0][:120] if row.error else 'not tried yet'}" for row in rows]


def _late_rows(at: datetime) -> list[str]:
    rows = Outgoing.objects.filter(done_at__isnull=True).filter(Q(next_try_at__lte=at) | Q(tries__gt=0)).order_by("pk")[:LINES]
    return [f"{row.topic} {row.key}: {row.tries} tries, {row.error[:120] or 'not tried yet'}" for row in rows]


def _troubled(at: datetime) -> list[str]:
    failed = {run.job for run in liveness.last_runs(list(JOBS), at) if run.status == JobRun.FAILED}
    troubled = [name for name in JOBS if name in failed | set(liveness.missed(at))]
    return sorted(troubled, key=lambda name: name in LOOK_AT_THE_OTHERS)


def _plans(at: datetime) -> list[str]:
    lines = []
    for market in planning.markets():
        cut_off_at = cutoffs.latest(at, market.zone)
        if Batch.objects.filter(market=market, cut_off_at=cut_off_at, number=0).exists():
            continue
        plan = planning.reckon(market, cut_off_at, at)
        lines.append(f"{plan.batch_id}: {len(plan.payouts)} payouts, {plan.total_minor} {plan.currency} (minor units), plan {plan.hash()[:12]}")
    return lines


def _paused(at: datetime) -> list[str]:
    open_ = Batch.objects.filter(state__in=[batch_process.APPROVED, batch_process.SENDING]).order_by("pk")[:LINES]
    return [
        f"{b.batch_id}: {b.state}, {b.payouts.filter(state=batch_process.PLANNED).count()} of {b.payouts_count} payouts to send"
        + (f", paused until {_clock(b.paused_until)} ({b.paused_reason})" if b.is_paused(at) else "")
        for b in open_
    ]


def _resume(at: datetime) -> int:
    with transaction.atomic(durable=True), as_verb():
        open_ = Batch.objects.filter(state__in=[batch_process.APPROVED, batch_process.SENDING])
        Payout.objects.filter(batch__in=open_, state=batch_process.PLANNED).update(next_try_at=None)
        return open_.update(paused_until=None, paused_reason="")


def _proof(at: datetime) -> list[str]:
    found = liveness.last_runs(("invariants", "compare_books", "reconcile"), at)
    return [f"{run.job}: {run.status}, {_clock(run.started_at)}, {words.counted(run.counts)}".strip(", ") for run in found]


REMEDIES = {
    "settle_unknown": Remedy(
        _("Read unknown outcomes now"), _("Asks the processor what became of each call without an answer. It reads first and repeats only what is safe to repeat."),
        _unknown, jobs=("settle_payments", "settle_transfers", "settle_accounts"), prepare=_hasten_unknown,
    ),
    "handle_events": Remedy(
        _("Handle the processor's messages now"), _("Every message that waits is due at once. Handling one twice changes nothing."),
        _events, jobs=("sweep_inbox",), prepare=inbox.make_waiting_due,
    ),
    "deliver_outbox": Remedy(
        _("Send what is late now"), _("Every notice that failed is due at once. One that was sent is not sent again."),
        _late_rows, jobs=("sweep_outbox",), prepare=outbox.hasten_all,
    ),
    "run_jobs": Remedy(_("Run what was missed or failed"), _("Each job of the clock can run late or twice without harm."), _troubled, pick=_troubled),
    "plan_payouts": Remedy(
        _("Plan the payouts that are due"), _("Plans each cut-off that has no batch. Batches above a limit still wait for their approval."),
        _plans, jobs=("plan_payouts",), groups=frozenset({"finance"}),
    ),
    "resume_batches": Remedy(
        _("Send what is paused"), _("Ends the pause of every open batch and sends what is planned. What was claimed is never sent twice."),
        _paused, jobs=("send_transfers",), prepare=_resume, moves_money=True, groups=frozenset({"finance"}),
    ),
    "prove_books": Remedy(
        _("Prove the books now"), _("Checks every invariant and compares the processor's books with ours. Reads only."), _proof, jobs=("invariants", "compare_books"),
    ),
}  # fmt: skip


def look(name: str, at: datetime) -> list[str]:
    """The dry run, in lines for people who operate; nothing to do is no line."""
    with reading_as_verb():
        return REMEDIES[name].look(at)[:LINES]


def _may(name: str, by: By) -> Remedy:
    """The remedy, if it is theirs: the doors ask as well, and a verb does not rely on its door."""
    remedy = REMEDIES[name]
    if by == OPERATOR and not remedy.moves_money:
        return remedy
    with reading_as_verb():
        person = User.objects.filter(pk=by.person_id or 0, is_active=True, is_staff=True).first() if by.role == "staff" else None
        if person is None or not remedy.groups & set(person.staff_groups()):
            raise NotTheirs(f"{name} is not for {by}")
    return remedy


def apply(name: str, *, by: By, at: datetime, start: Callable[[str, By], object]) -> dict[str, int]:
    """Prepare, then ``start`` each job: at once for a command, in a worker for a page. Not for what needs two people.

    Raises NotTheirs for a person of staff in none of its groups, and for every other role but an operator at a terminal.
    """
    remedy = _may(name, by)
    made_due = remedy.prepare(at)
    with reading_as_verb():
        chosen = list(remedy.chosen(at))
    for job in chosen:
        start(job, by)
    events.emit("remedy_applied", level=30, step=name, user=by.person_id, count=made_due)
    return {"made_due": made_due, "jobs": len(chosen)}


def ask(name: str, *, by: By, at: datetime, why: str) -> Asked:
    """One person asks for a remedy that moves money. Raises WhyMissing, NotTheirs."""
    _may(name, by)
    if not why.strip():
        raise WhyMissing
    facts = look(name, at)
    with transaction.atomic(durable=True), as_verb():
        return Asked.objects.create(remedy=name, facts=facts, asked_by_id=int(by.person_id or 0), asked_at=at, why=why.strip()[:300])


def approve(asked_id: int, *, by: By, at: datetime, start: Callable[[str, By], object]) -> dict[str, int]:
    """Another person lets it happen, now. Raises NotTwoPeople, Gone, NotTheirs."""
    with transaction.atomic(durable=True), as_verb():
        row = Asked.objects.select_for_update().get(pk=asked_id)
        _may(row.remedy, by)
        if row.asked_by_id == by.person_id or by.person_id is None:
            raise NotTwoPeople
        if row.approved_at is not None or at - row.asked_at > LASTS:
            raise Gone
        row.approved_by_id, row.approved_at = by.person_id, at
        row.save(update_fields=["approved_by_id", "approved_at"])
    return apply(row.remedy, by=by, at=at, start=start)


def waiting(at: datetime) -> list[Asked]:
    """What one person has asked for and another can approve."""
    with reading_as_verb():
        return list(Asked.objects.filter(approved_at__isnull=True, asked_at__gte=at - LASTS).order_by("pk"))
