"""How a movement of the processor's meets entries of ours: by ids alone. Pure.

A charge's entry is named by the charge, its fee's by the balance transaction; refunds and transfers by their own ids; what a dispute moved by the
balance transaction; a reversal by its transfer and by how much had come back with it. What staff have posted is named by the balance transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from casaora.stripe.answers import BalanceTransaction, Transfer

_REFUND, _TRANSFER = ("refund", "tip_refund", "goodwill"), ("transfer_sent",)
#: By the type of a movement, the kinds of entries that name its source. Entries of any kind may name the movement itself.
KINDS: dict[str, tuple[str, ...]] = {
    "charge": ("capture", "tip", "extra_time"), "payment": ("capture", "tip", "extra_time"),
    "refund": _REFUND, "payment_refund": _REFUND, "refund_failure": ("refund_failed",), "payment_failure_refund": ("refund_failed",),
    "transfer": _TRANSFER, "transfer_refund": ("transfer_reversed",), "transfer_cancel": ("transfer_reversed",),
    "transfer_failure": ("transfer_reversed",),
}  # fmt: skip
#: Entries about the processor's fee of a movement; all others are about its gross amount.
FEES = ("processor_fee", "dispute_fee")
#: Types of which we know what they are. Others are shown all the same, and said to be unknown.
KNOWN = frozenset({*KINDS, "adjustment", "payout", "payout_cancel", "payout_failure", "topup", "topup_reversal", "stripe_fee", "stripe_fx_fee", "tax_fee"})


@dataclass(frozen=True, slots=True)
class Cash:
    """An entry of ours, seen from the processor's cash: what it added (below zero: took), in minor units."""

    entry_id: int
    kind: str
    reference: str
    subject: str
    currency: str
    minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A movement of the processor's, in minor units, with the references by which an entry of ours would name it."""

    id: str
    type: str
    source_id: str
    currency: str
    gross: int
    fee: int
    made_at: datetime
    names: tuple[str, ...]

    @property
    def net(self) -> int:
        """What our balance there changed by."""
        return self.gross - self.fee


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a movement: our entries about it, whether they say the same, and by how much not (the processor's less ours)."""

    seen: Seen
    entries: tuple[Cash, ...]
    agrees: bool
    difference: int


def seen(movement: BalanceTransaction, transfer: Transfer | None = None) -> Seen:
    """A movement with its names; ``transfer`` is the one that a reversal is of."""
    names = [movement.id]
    if transfer is not None:
        names += [f"{transfer.id}:{upto}" for upto in _upto(transfer, movement.source_id)]
    elif movement.source_id:
        names.append(movement.source_id)
    return Seen(
        id=movement.id, type=movement.type, source_id=movement.source_id, currency=movement.amount.currency, gross=movement.amount.minor,
        fee=movement.fee.minor, made_at=movement.created, names=tuple(names),
    )  # fmt: skip


def _upto(transfer: Transfer, reversal_id: str) -> Iterable[int]:
    """How much of a transfer had come back with this reversal, and with each after it: one of our entries may be about several.

    The first of our entries that reaches so far is about it, so the sums are in this order.
    """
    sums, upto = [], transfer.reversed_amount.minor
    for name, amount in transfer.reversals:  # newest first
        sums.append(upto)
        if name == reversal_id:
            return reversed(sums)
        upto -= amount.minor
    return ()


def is_about(entry: Cash, movement: Seen) -> bool:
    """Whether an entry whose reference is among the movement's names is about it."""
    return entry.currency == movement.currency and (entry.reference == movement.id or entry.kind in KINDS.get(movement.type, ()))


def judge(movement: Seen, found: Sequence[Cash], corrections: Iterable[str]) -> Verdict:
    """Compare a movement with the entries about it, gross with gross and fee with fee; what staff have corrected counts for its sum alone."""
    if movement.type in KINDS and "transfer_reversed" in KINDS[movement.type]:
        return _judge_reversal(movement, found)
    fee = -sum(entry.minor for entry in found if entry.kind in FEES)
    gross = sum(entry.minor for entry in found if entry.kind not in FEES)
    ours = gross - fee
    is_corrected = any(entry.kind in corrections for entry in found)
    agrees = bool(found) and (ours == movement.net if is_corrected else (gross, fee) == (movement.gross, movement.fee))
    return Verdict(movement, tuple(found), agrees, movement.net - ours)


def _judge_reversal(movement: Seen, found: Sequence[Cash]) -> Verdict:
    """An entry about what came back may be about several reversals: it is of the first that reaches so far, and agrees if it is not smaller."""
    places = {name: place for place, name in enumerate(movement.names)}
    own = [entry for entry in found if entry.reference == movement.id]
    first = own or sorted(found, key=lambda entry: places[entry.reference])[:1]
    ours = sum(min(entry.minor, movement.net) if entry not in own else entry.minor for entry in first)
    return Verdict(movement, tuple(first), bool(first) and ours == movement.net, movement.net - ours)
