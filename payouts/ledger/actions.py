"""Writing the books: post an entry, seal what was posted."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import connection, transaction

from casaora.kit.acting import as_verb
from casaora.kit.jobs import Counts, until_empty
from casaora.kit.locks import SEAL, lock
from payouts.ledger.chain import GENESIS, link
from payouts.ledger.models import PERSONAL, Entry, Posting, Seal
from payouts.ledger.recipes import Legs

#: How many entries one transaction of the sealing job links.
SEALED_AT_ONCE = 500


class Unbalanced(ValueError):
    """The postings do not sum to zero, are fewer than two, or say nothing."""


class DifferentEntry(RuntimeError):
    """An entry of this kind and reference exists and says something else: one of the two is wrong."""


def post(*, kind: str, reference: str, at: datetime, postings: Legs, memo: str = "", subject: str = "") -> Entry:
    """Write an entry in the caller's transaction, together with its cause. Told again, it answers the entry that exists.

    ``reference`` is the processor's id where there is one, else our row's; ``subject`` our public reference whose history
    this belongs to. Raises Unbalanced for legs that are none, and DifferentEntry when the same (kind, reference) said otherwise.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its cause")
    _check(postings)
    with connection.cursor() as cursor:
        # Two at once: the second waits for the first to commit and then finds its row, without an error to recover from.
        cursor.execute(
            """INSERT INTO payouts_entry (kind, reference, subject, at, memo) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (kind, reference) DO NOTHING RETURNING id""",
            [kind, reference, subject, at, memo],
        )
        made = cursor.fetchone()
    if made is None:
        return _same_as_before(kind, reference, postings)
    entry = Entry(pk=made[0], kind=kind, reference=reference, subject=subject, at=at, memo=memo)
    entry._state.adding, entry._state.db = False, connection.alias
    rows = [
        Posting(
            entry=entry,
            account=leg.account.value,
            person_id=leg.person_id,
            currency=leg.amount.currency,
            amount_minor=leg.amount.minor,
        )
        for leg in postings
    ]
    # One statement: the trigger looks at all postings of a statement together. PostgreSQL takes 65 535 parameters.
    Posting.objects.bulk_create(rows, batch_size=len(rows))
    return entry


def _check(postings: Legs) -> None:
    if len(postings) < 2:
        raise Unbalanced("an entry has at least two postings")
    sums: Counter[str] = Counter()
    for leg in postings:
        if not leg.amount:
            raise Unbalanced("a posting of nothing says nothing")
        if (leg.account in PERSONAL) != (leg.person_id is not None):
            raise Unbalanced(f"{leg.account.value} is kept for each person, or for nobody: {leg.person_id} does not fit")
        sums[leg.amount.currency] += leg.amount.minor
    if any(sums.values()):
        raise Unbalanced(f"postings do not sum to zero: {dict(sums)}")


def _same_as_before(kind: str, reference: str, postings: Legs) -> Entry:
    entry = Entry.objects.get(kind=kind, reference=reference)
    said = Counter((p.account, p.person_id, p.currency, p.amount_minor) for p in entry.postings.all())
    says = Counter((leg.account.value, leg.person_id, leg.amount.currency, leg.amount.minor) for leg in postings)
    if said != says:
        raise DifferentEntry(f"{entry} exists with other postings")
    return entry


def seal(at: datetime) -> Counts:
    """Link every entry that has no seal to the chain, in bounded transactions; run by the clock each minute."""
    return until_empty(lambda: {"sealed": _seal_some(at)})


def _seal_some(at: datetime) -> int:
    with transaction.atomic(durable=True), as_verb():
        # One sealer at a time: the lock comes first, so that the latest link is read after the other's commit.
        lock(SEAL, 1)
        last = Seal.objects.order_by("-sequence").first()
        number, previous = (last.sequence, last.hash) if last else (0, GENESIS)
        entries = Entry.objects.filter(seal__isnull=True).order_by("pk").prefetch_related("postings")[:SEALED_AT_ONCE]
        made = []
        for entry in entries:
            number += 1
            now_hash = link(entry, entry.postings.all(), number, previous)
            made.append(Seal(entry=entry, sequence=number, previous_hash=previous, hash=now_hash, sealed_at=at))
            previous = now_hash
        Seal.objects.bulk_create(made)
    return len(made)
