"""Which entries may close which break: a table, as the processes are. ``payouts.ledger.corrections`` says what each posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from payouts.ledger import corrections
from payouts.ledger.recipes import Legs
from payouts.reconciliation.models import Break


@dataclass(frozen=True, slots=True)
class Remedy:
    """An entry that staff may propose: for which buckets, for a difference above (1) or below (-1) zero, and in whose words."""

    recipe: Callable[..., Legs]
    buckets: tuple[str, ...]
    sign: int
    label: Any
    #: The money becomes hers, whose subject it is.
    is_hers: bool = False

    @property
    def name(self) -> str:
        """The kind of the entry."""
        return self.recipe.__name__

    def fits(self, about: Break) -> bool:
        """Whether this could close it."""
        return about.bucket in self.buckets and about.amount_minor * self.sign > 0


_THEIRS = (Break.THEIRS, Break.DIFFERS)
_ANY = (Break.THEIRS, Break.DIFFERS, Break.OURS)
_WAITS = (Break.SUSPENSE,)
REMEDIES = {
    remedy.name: remedy
    for remedy in (
        Remedy(corrections.top_up, _THEIRS, 1, _("Top-up from our bank")),
        Remedy(corrections.platform_payout, _THEIRS, -1, _("Payout to our bank")),
        Remedy(corrections.platform_payout_returned, _THEIRS, 1, _("Payout that our bank sent back")),
        Remedy(corrections.processor_charge, _THEIRS, -1, _("Fee of the processor’s")),
        Remedy(corrections.processor_credit, _THEIRS, 1, _("Fee that the processor gave back")),
        Remedy(corrections.unplaced_received, _ANY, 1, _("Nobody knows whose: into suspense")),
        Remedy(corrections.unplaced_taken, _ANY, -1, _("Nobody knows who bears it: missing in suspense")),
        Remedy(corrections.given_by_bank, _WAITS, 1, _("To the customer by another way, from our bank")),
        Remedy(corrections.given_to_professional, _WAITS, 1, _("To the professional, with her next payout that clears"), is_hers=True),
        Remedy(corrections.kept, _WAITS, 1, _("Written off in our favor")),
        Remedy(corrections.came_by_bank, _WAITS, -1, _("Came to our bank")),
        Remedy(corrections.written_off, _WAITS, -1, _("Written off: we bear it")),
    )
}
#: The kinds of entries that staff post about breaks.
RECIPES = frozenset(REMEDIES)
