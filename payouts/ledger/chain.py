"""The links of the ledger's chain. Pure: what an entry says, as one text, and its hash together with the link before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from payouts.ledger.models import Entry, Posting

#: What the first link points at.
GENESIS = "0" * 64


def text_of(entry: Entry, postings: Iterable[Posting]) -> str:
    """Everything an entry says, the same for ever: sorted keys, UTC to the microsecond, postings by number."""
    legs = sorted(postings, key=lambda p: p.pk)
    return json.dumps(
        {
            "entry": entry.pk,
            "kind": entry.kind,
            "reference": entry.reference,
            "subject": entry.subject,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "memo": entry.memo,
            "postings": [[p.pk, p.account, p.person_id, p.currency, p.amount_minor] for p in legs],
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def link(entry: Entry, postings: Iterable[Posting], sequence: int, previous: str) -> str:
    """The hash of one link: its number, the hash before it, and what its entry says."""
    return hashlib.sha256(f"{sequence}\n{previous}\n{text_of(entry, postings)}".encode()).hexdigest()
