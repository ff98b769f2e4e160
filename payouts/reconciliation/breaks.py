"""The rows of breaks: found again they are the same row, gone by themselves they are closed. In the caller's transaction, which locked them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casaora.kit.steps import CLOCK
from payouts.reconciliation.models import Break, Reconciliation

#: What the row of a break says that nobody had to close.
BY_ITSELF = "came by itself"
_SEEN_AGAIN = ("last_seen_at", "last_run", "amount_minor", "bucket")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not meet: its key, the same in every run, by how much, and what else its row says."""

    key: str
    bucket: str
    type: str
    currency: str
    minor: int
    happened_at: datetime
    more: dict[str, Any] = field(default_factory=dict)


Known = dict[str, Break]


def lock(keys: Iterable[str]) -> Known:
    """The latest row of each of these things, open or closed, locked: who closes one by an entry waits, or we see that entry. One query."""
    rows = Break.objects.select_for_update(no_key=True, of=("self",)).filter(key__in=list(keys)).order_by("pk")
    return {row.key: row for row in rows}


def note(run: Reconciliation, found: Sequence[Found], cured: Collection[str], known: Known, at: datetime) -> list[Break]:
    """Write what was found, and close what has come by itself; the new ones. As many statements for a hundred as for one.

    What a person closed without an entry was accepted as it was: it is not opened again while it is the same amount.
    """
    again, new = [], []
    over = [row.pk for key, row in known.items() if key in cured and row.accepted_minor]
    for each in found:
        row = known.get(each.key)
        if row is None or (row.closed_at is not None and not _is_accepted(row, each)):
            new.append(_row(run, each, at))
            over += [row.pk] if row is not None and row.accepted_minor else []
            continue
        row.last_seen_at, row.last_run = at, run
        if row.closed_at is None:
            row.amount_minor, row.bucket = each.minor, each.bucket
        again.append(row)
    Break.objects.bulk_update(again, _SEEN_AGAIN)
    made = Break.objects.bulk_create(new)
    Break.objects.filter(pk__in=over).update(accepted_minor=0)
    close_by_themselves([row.pk for key, row in known.items() if key in cured and row.closed_at is None], at)
    return made


def close_by_themselves(pks: Collection[int], at: datetime) -> int:
    """Both sides say the same by now."""
    rows = Break.objects.filter(pk__in=pks, closed_at__isnull=True)
    return rows.update(closed_at=at, closed_by_role=CLOCK.role, closed_why=BY_ITSELF)


def _is_accepted(row: Break, each: Found) -> bool:
    return row.closed_by_role == "staff" and row.closing_entry_id is None and (row.amount_minor, row.bucket) == (each.minor, each.bucket)


def _row(run: Reconciliation, each: Found, at: datetime) -> Break:
    return Break(
        key=each.key, bucket=each.bucket, type=each.type[:60], currency=each.currency, amount_minor=each.minor, happened_at=each.happened_at,
        first_seen_at=at, last_seen_at=at, first_run=run, last_run=run, **each.more,
    )  # fmt: skip
