"""Who would be paid what. Pure, and the only reckoning there is: a dry run and the real run share it, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from casaora.kit.money import STEP


@dataclass(frozen=True, slots=True)
class Payable:
    """An earning that can be paid, in minor units of the plan's currency."""

    earning_id: int
    reference: str
    professional_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One payout: its lines, and what of their sum goes to a debt. ``net = gross - netted``; a net of zero makes no transfer."""

    professional_id: int
    lines: tuple[Payable, ...]
    netted_minor: int

    @property
    def gross_minor(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def net_minor(self) -> int:
        """What is transferred."""
        return self.gross_minor - self.netted_minor


@dataclass(frozen=True, slots=True)
class Carried:
    """Earnings that stay payable until another batch; ``why``: minimum, no_account, details, disabled or held."""

    professional_id: int
    amount_minor: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch before it exists."""

    batch_id: str
    market_code: str
    currency: str
    cut_off_at: datetime
    payouts: tuple[Planned, ...]
    carried: tuple[Carried, ...] = field(default=())

    @property
    def total_minor(self) -> int:
        """What is transferred in all."""
        return sum(p.net_minor for p in self.payouts)

    def facts(self) -> dict[str, Any]:
        """What the hash covers, ready for JSON."""
        return {
            "batch_id": self.batch_id,
            "market": self.market_code,
            "currency": self.currency,
            "cut_off_at": self.cut_off_at.astimezone(UTC).isoformat(),
            "total_minor": self.total_minor,
            "payouts": [
                {
                    "professional": p.professional_id,
                    "net_minor": p.net_minor,
                    "netted_minor": p.netted_minor,
                    "lines": [[line.reference, line.amount_minor] for line in p.lines],
                }
                for p in self.payouts
            ],
        }

    def hash(self) -> str:
        """The same for the same payouts, in whatever order the rows were read."""
        return hashlib.sha256(json.dumps(self.facts(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan is bound by: the smallest net, the share of a payout that may go to a debt, and the people it is final for."""

    minimum_minor: int
    cap_basis_points: int
    finals: frozenset[int] = frozenset()


def plan(
    *, batch_id: str, market_code: str, currency: str, cut_off_at: datetime, payables: Iterable[Payable],
    owed: Mapping[int, int], obstacles: Mapping[int, str], terms: Terms,
) -> Plan:  # fmt: skip
    """Group by professional, net what she owes, carry over what is too small or cannot be sent. Loses and invents nothing.

    ``owed`` and all sums are minor units of ``currency``; ``obstacles`` names who cannot be paid and why.
    """
    groups: dict[int, list[Payable]] = defaultdict(list)
    for payable in payables:
        groups[payable.professional_id].append(payable)
    payouts, carried = [], []
    for person, rows in sorted(groups.items()):
        lines = tuple(sorted(rows, key=lambda r: r.reference))
        gross = sum(r.amount_minor for r in lines)
        planned = Planned(person, lines, _netted(gross, owed.get(person, 0), STEP[currency], terms.cap_basis_points))
        why = _why_not(planned, obstacles.get(person, ""), terms)
        if why:
            carried.append(Carried(person, gross, why))
        else:
            payouts.append(planned)
    return Plan(batch_id, market_code, currency, cut_off_at, tuple(payouts), tuple(carried))


def _netted(gross: int, owed: int, step: int, cap_basis_points: int) -> int:
    cap = gross if cap_basis_points >= 10_000 else gross * cap_basis_points // (10_000 * step) * step
    return max(min(owed, cap), 0)


def _why_not(planned: Planned, obstacle: str, terms: Terms) -> str:
    if planned.net_minor == 0:
        return ""  # it only settles a debt: nothing is sent, so nothing stands in the way
    if obstacle:
        return obstacle
    too_small = planned.net_minor < terms.minimum_minor and planned.professional_id not in terms.finals
    return "minimum" if too_small else ""
