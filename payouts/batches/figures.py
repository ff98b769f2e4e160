"""What a professional's chart is drawn from: labels, numbers, and a sentence for who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.professionals.models import Professional
from casaora.design import dates
from casaora.kit.money import Money, show
from payouts.batches.statements import cleared_by_week


@dataclass(frozen=True, slots=True)
class Weeks:
    """What cleared in each of some weeks, by their Mondays, oldest first."""

    rows: list[tuple[datetime, Money]]

    @property
    def bars(self) -> list[tuple[str, int, str]]:
        """For the chart: the Monday, the number, the words."""
        return [(f"{monday.day} {dates.month(monday)}", amount.minor, show(amount)) for monday, amount in self.rows]

    @property
    def sentence(self) -> str:
        """What is to be seen, in one sentence."""
        monday, amount = max(self.rows, key=lambda row: row[1].minor)
        day = dates.long_day(monday)
        return _("What cleared in each of the last %(weeks)s weeks. The most was %(amount)s, in the week from %(day)s.") % {
            "weeks": len(self.rows), "amount": show(amount), "day": day,
        }  # fmt: skip


def weeks_of(professional: Professional, at: datetime) -> Weeks | None:
    """The last six weeks; None when nothing cleared in any of them. One query."""
    rows = cleared_by_week(professional, at)
    return Weeks(rows) if any(amount for _monday, amount in rows) else None
