"""The facts about money of this moment: what is to be sent and what is there for it, and whether the books agree."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.users.values import VALUES
from casaora.kit.models import JobRun
from casaora.kit.money import Money, show
from casaora.ops import figures, words
from casaora.ops.fact import Fact, ago, status
from payouts.batches import funds, process
from payouts.batches.models import Batch
from payouts.batches.pauses import why_paused
from payouts.reconciliation import queries as reconciliation
from payouts.reconciliation.queries import Summary

#: So many open batches are told of.
FEW = 10


def batches(at: datetime) -> list[Fact]:
    """Each open batch, and the money that all of them need beside the money that is there."""
    rows = Batch.objects.filter(state__in=funds.OPEN).order_by("pk")[:FEW]
    facts = [Fact(_("Open batches"), len(rows))]
    for b in rows:
        left = b.payouts.filter(state__in=[process.PLANNED, process.SENDING]).count()
        paused = _(", paused: %(why)s") % {"why": why_paused(b.paused_reason)} if b.is_paused(at) else ""
        facts.append(Fact(b.batch_id, _("%(state)s, %(left)s of %(all)s to send%(paused)s") % {"state": VALUES.get(b.state, b.state), "left": left, "all": b.payouts_count, "paused": paused}, not paused))
    return facts + _money(at)


def _money(at: datetime) -> list[Fact]:
    """How much is needed and how much is there. What nobody has read is said to be unknown, and is never zero."""
    needed, seen, compared = funds.needed(), funds.seen(), reconciliation.latest_run()
    facts = []
    for currency, (minor, payouts) in sorted(needed.items()):
        amount = show(Money(minor, currency))
        facts.append(Fact(_("Needed at the processor, %(currency)s") % {"currency": currency}, ngettext("%(amount)s for %(n)s payout", "%(amount)s for %(n)s payouts", payouts) % {"amount": amount, "n": payouts}))
        facts.append(_there(currency, minor, seen, at))
        theirs = (compared.balances.get(currency) or {}).get("theirs") if compared else None
        if compared and theirs is not None:
            said = {"amount": show(Money(int(theirs), currency)), "ago": ago(compared.finished_at, at)}
            facts.append(Fact(_("At the last comparison, with what was on its way, %(currency)s") % {"currency": currency}, _("%(amount)s, %(ago)s") % said))
    return facts


def _there(currency: str, minor: int, seen: funds.Seen | None, at: datetime) -> Fact:
    label = _("There, and can be sent, %(currency)s") % {"currency": currency}
    if seen is None:
        return Fact(label, _("not known: press “Look at the balance”"))
    there = seen.available.get(currency, 0)
    return Fact(label, _("%(amount)s, %(ago)s") % {"amount": show(Money(there, currency)), "ago": ago(seen.at, at)}, there >= minor)


def proofs(at: datetime) -> list[Fact]:
    """Open differences with the processor first: debits that meet credits say nothing about them."""
    found, compared = figures.books(at), reconciliation.summary(at)
    facts = [Fact(_("Open differences with the processor"), *_differences(compared, at))]
    for name, run in found["proofs"].items():
        is_well = run.status == JobRun.SUCCEEDED and not (name == "reconcile" and compared.breaks)
        facts.append(Fact(name, ", ".join(filter(None, (status(run), ago(run.started_at, at), words.counted(run.counts)))), is_well))
    facts += [Fact(_("Unexplained at the processor, %(currency)s") % {"currency": currency}, show(Money(int(minor), currency)), False) for currency, minor in compared.unexplained.items()]
    facts += [Fact(_("Debits less credits in our own books, %(currency)s") % row, show(Money(row["difference"], row["currency"])), row["difference"] == 0) for row in found["rows"]]
    return facts + [Fact(_("In suspense, %(currency)s") % row, show(Money(-row["suspense"], row["currency"])), row["suspense"] == 0) for row in found["rows"]]


def _differences(compared: Summary, at: datetime) -> tuple[str, bool | None]:
    """How many, their sums by currency, and whether that is well: before a first comparison nobody knows."""
    if compared.breaks:
        sums = ", ".join(show(amount) for _currency, amount in sorted(compared.differing.items()))
        return ngettext("%(n)s open, %(sums)s", "%(n)s open, together %(sums)s", compared.breaks) % {"n": compared.breaks, "sums": sums}, False
    if compared.run is None:
        return _("not compared yet"), None
    return _("none, compared %(ago)s") % {"ago": ago(compared.run.finished_at, at)}, True
