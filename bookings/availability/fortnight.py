"""Two weeks of free starts, a day of them open: what a page needs on which a time is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.professionals.models import Professional
from bookings.availability.queries import diary
from bookings.availability.slots import Misfit, Range, Slot, slots

DAYS = 14


def fortnight(professional: Professional, *, minutes: int, at: datetime, chosen: date | None, without: Range | None = None) -> dict[str, Any]:
    """The fortnight's days with how many starts each has, and the starts of the chosen one (else of the first that has any).

    ``without`` is a visit's own occupied range, for who wishes to move it.
    """
    today = professional.city.local(at).date()
    if chosen and chosen.year > today.year + 1:
        chosen = None
    first = chosen if chosen and chosen >= today + timedelta(days=DAYS) else today
    since, until = at, datetime.combine(first, datetime.min.time(), professional.city.zone) + timedelta(days=DAYS)
    known = diary(professional, since, until)
    free = slots(replace(known, busy=[r for r in known.busy if r != without]), minutes=minutes, first_date=first, days=DAYS, at=at)
    by_day: dict[date, list[Slot]] = {first + timedelta(days=n): [] for n in range(DAYS)}
    for slot in free:
        by_day.setdefault(professional.city.local(slot.starts_at).date(), []).append(slot)
    day = chosen if chosen in by_day else next((d for d, found in by_day.items() if found), first)
    return {"days": [(d, len(found)) for d, found in by_day.items()], "day": day, "slots": by_day.get(day, [])}


def misfit_in_words(misfit: Misfit | None, taken: str) -> str:
    """Why a time cannot be had, in the reader's language; ``taken`` for what others, or her own hours, are in the way of."""
    sentences = {
        Misfit.TOO_SOON: _("That is too soon to get ready. Choose a later time."),
        Misfit.TOO_FAR: _("That is too far ahead. Choose an earlier date."),
        Misfit.HOLIDAY: _("That day is a public holiday. Choose another day."),
    }
    return sentences.get(misfit, taken) if misfit else taken
