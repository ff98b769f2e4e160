"""What one person has asked for and another decides: remedies that move money, and entries that close a difference."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from accounts.users.models import User
from casaora.kit.acting import reading_as_verb
from casaora.kit.money import Money
from casaora.ops import remedies
from payouts.reconciliation.models import Proposal
from payouts.reconciliation.remedies import REMEDIES as ENTRIES

#: So many proposed entries are shown; the list of differences has all.
FEW = 10


def waiting(at: datetime, only: Collection[str] = frozenset(remedies.REMEDIES)) -> list[dict[str, Any]]:
    """Remedies that wait for a second person, each with the name of who asked."""
    with reading_as_verb():
        rows = [row for row in remedies.waiting(at) if row.remedy in only]
        names = {person.pk: person.get_full_name() for person in User.objects.filter(pk__in={row.asked_by_id for row in rows})} if rows else {}
    return [{"row": row, "remedy": remedies.REMEDIES[row.remedy], "who": names.get(row.asked_by_id, "–")} for row in rows]


def proposals() -> list[dict[str, Any]]:
    """Entries that wait for the person who posts them, the oldest first."""
    with reading_as_verb():
        rows = list(Proposal.objects.filter(outcome="").select_related("about", "proposed_by").order_by("proposed_at", "pk")[:FEW])
    return [{"row": row, "label": ENTRIES[row.recipe].label, "amount": Money(row.amount_minor, row.currency), "who": row.proposed_by.get_full_name() or "–"} for row in rows]
