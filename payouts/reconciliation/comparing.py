"""A page of one side's books against the other's. What both say is written down as met; what they do not is a break."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from casaora.kit.acting import as_verb
from casaora.stripe import gateway, listing
from casaora.stripe.answers import BalanceTransaction, Transfer
from casaora.stripe.errors import Refused
from payouts.ledger.models import Account, Entry, Posting
from payouts.reconciliation import breaks, matching, remedies
from payouts.reconciliation.breaks import Found
from payouts.reconciliation.matching import Cash, Seen, Verdict
from payouts.reconciliation.models import Break, Match, Reconciliation

#: Rows of one page, on either side.
PAGE = 100
BOTH, ON_ITS_WAY, ACCEPTED = "both", "on_its_way", "accepted"


@dataclass
class Tally:
    """What a run has found so far. ``young`` are movements that our books may still learn of: by how much each is ahead of them."""

    run: Reconciliation
    at: datetime
    #: What happened from then on is on its way.
    settles: datetime
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    young: dict[str, tuple[str, int]] = field(default_factory=dict)
    new: list[int] = field(default_factory=list)

    def add(self, bucket: str, currency: str, minor: int) -> None:
        """Count one of a bucket, and its difference."""
        self.counts[bucket, currency] += 1
        self.sums[bucket, currency] += minor

    def as_json(self) -> dict[str, dict[str, dict[str, int]]]:
        """Bucket → currency → count and difference."""
        out: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
        for (bucket, currency), count in sorted(self.counts.items()):
            out[bucket][currency] = {"count": count, "minor": self.sums[bucket, currency]}
        return dict(out)


def named(page: Sequence[BalanceTransaction]) -> list[Seen]:
    """A page of movements with their names. Of a reversal, which is rare, the transfer is read; no transaction may be open."""
    transfers: dict[str, Transfer] = {}
    for name in {movement.transfer_id for movement in page} - {""}:
        transfers[name] = listing.read_transfer(name)
    return [matching.seen(movement, transfers.get(movement.transfer_id)) for movement in page]


def cash_of(references: Iterable[str]) -> list[Cash]:
    """Our entries of these references that touch the processor's cash, in one query."""
    return cash_legs(Posting.objects.filter(entry__reference__in=list(references)))


def cash_legs(postings: QuerySet[Posting]) -> list[Cash]:
    """What entries did to the processor's cash, entry by entry."""
    names = ("entry_id", "entry__kind", "entry__reference", "entry__subject", "currency", "entry__at")
    rows = postings.filter(account=Account.PROCESSOR_CASH).values_list(*names).annotate(sum=Sum("amount_minor")).order_by("entry_id")
    return [Cash(pk, kind, reference, subject, currency, int(minor), at) for pk, kind, reference, subject, currency, at, minor in rows]


def theirs(page: Sequence[Seen], tally: Tally) -> None:
    """Compare a page of the processor's movements with our entries. The same queries for one and for a hundred."""
    with transaction.atomic(durable=True), as_verb():
        known = breaks.lock(each.id for each in page)
        verdicts = _verdicts(page)
        met = [Match(entry_id=entry.entry_id, movement_id=v.seen.id, at=tally.at) for v in verdicts for entry in v.entries]
        Match.objects.bulk_create(met, ignore_conflicts=True)
        found = [_found(v) for v in verdicts if not v.agrees and v.seen.made_at < tally.settles]
        cured = {v.seen.id for v in verdicts if v.agrees}
        new = breaks.note(tally.run, found, cured, known, tally.at)
    tally.new += [row.pk for row in new]
    opened = {row.key for row in new}
    for verdict in verdicts:
        movement, row = verdict.seen, known.get(verdict.seen.id)
        tally.young.pop(movement.id, None)
        if verdict.agrees:
            tally.add(BOTH, movement.currency, movement.net)
        elif movement.made_at >= tally.settles:
            tally.young[movement.id] = (movement.currency, verdict.difference)
        else:
            is_open = movement.id in opened or (row is not None and row.closed_at is None)
            tally.add(bucket_of(verdict) if is_open else ACCEPTED, movement.currency, verdict.difference)


def bucket_of(verdict: Verdict) -> str:
    """Which bucket a movement that does not agree is in."""
    return Break.DIFFERS if verdict.entries else Break.THEIRS


def _verdicts(page: Sequence[Seen]) -> list[Verdict]:
    found: dict[str, list[Cash]] = defaultdict(list)
    for entry in cash_of({name for each in page for name in each.names}):
        found[entry.reference].append(entry)
    taken: dict[int, set[str]] = defaultdict(set)
    for pk, movement_id in Match.objects.filter(entry_id__in=[e.entry_id for of in found.values() for e in of]).values_list("entry_id", "movement_id"):
        taken[pk].add(movement_id)
    verdicts = []
    for movement in page:
        about = [entry for name in movement.names for entry in found[name] if matching.is_about(entry, movement)]
        # One entry is not the answer to two movements; what came back of a transfer may be: its sums are in its name.
        mine = [e for e in about if e.kind == "transfer_reversed" or not taken[e.entry_id] - {movement.id}]
        verdict = matching.judge(movement, mine, remedies.RECIPES)
        for entry in verdict.entries:
            taken[entry.entry_id].add(movement.id)
        verdicts.append(verdict)
    return verdicts


def _found(verdict: Verdict) -> Found:
    movement = verdict.seen
    subject = next((entry.subject for entry in verdict.entries if entry.subject), "")
    more = {
        "movement_id": movement.id, "source_id": movement.source_id, "names": list(movement.names), "gross_minor": movement.gross,
        "fee_of_processor_minor": movement.fee, "subject": subject,
    }  # fmt: skip
    return Found(movement.id, bucket_of(verdict), movement.type, movement.currency, verdict.difference, movement.made_at, more)


def seen_before(row: Break) -> Seen:
    """The movement of a break, as it was when it was found: a movement does not change."""
    return Seen(
        id=row.movement_id, type=row.type, source_id=row.source_id, currency=row.currency, gross=int(row.gross_minor or 0),
        fee=int(row.fee_of_processor_minor or 0), made_at=row.happened_at, names=tuple(row.names),
    )  # fmt: skip


def verdict_now(row: Break) -> Verdict:
    """What our books say by now of a break's movement. In a transaction."""
    return _verdicts([seen_before(row)])[0]


def unmet(since: datetime, until: datetime, after: int) -> list[Cash]:
    """The next page of our entries of a window that touch the processor's cash and have met nothing, behind entry ``after``."""
    cash = Exists(Posting.objects.filter(entry=OuterRef("pk"), account=Account.PROCESSOR_CASH))
    met = Exists(Match.objects.filter(entry=OuterRef("pk")))
    rows = Entry.objects.filter(cash, ~met, at__gte=since, at__lt=until, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    return cash_legs(Posting.objects.filter(entry_id__in=list(rows[:PAGE])))


def ask_about(entry: Cash) -> list[Seen]:
    """What the processor has under the name that our entry bears; nothing where it has no such thing. No transaction may be open."""
    name = entry.reference.partition(":")[0]
    try:
        if name.startswith("txn_"):
            return named([gateway.read_balance_transaction(name)])
        if entry.kind == "transfer_reversed":
            return named([m for reversal, _amount in listing.read_transfer(name).reversals for m in listing.movements_of(reversal)])
        return named(listing.movements_of(name))
    except Refused:
        return []


def ours(page: Sequence[Cash], tally: Tally) -> None:
    """Note entries of ours that the processor knows nothing of, as breaks."""
    with transaction.atomic(durable=True), as_verb():
        known = breaks.lock(key_of(entry.entry_id) for entry in page)
        met = set(Match.objects.filter(entry_id__in=[entry.entry_id for entry in page]).values_list("entry_id", flat=True))
        alone = [entry for entry in page if entry.entry_id not in met]
        found = [
            Found(key_of(e.entry_id), Break.OURS, e.kind, e.currency, -e.minor, e.at, {"entry_id": e.entry_id, "subject": e.subject, "source_id": e.reference[:80]})
            for e in alone
        ]
        new = breaks.note(tally.run, found, {key_of(pk) for pk in met}, known, tally.at)
    tally.new += [row.pk for row in new]
    opened = {row.key for row in new}
    for entry in alone:
        row = known.get(key_of(entry.entry_id))
        is_open = key_of(entry.entry_id) in opened or (row is not None and row.closed_at is None)
        tally.add(Break.OURS if is_open else ACCEPTED, entry.currency, -entry.minor)


def key_of(entry_id: int) -> str:
    """The key of a break about an entry of ours."""
    return f"entry:{entry_id}"
