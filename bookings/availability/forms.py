"""What a professional may say about when and where she works."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.places.models import City, Neighborhood
from bookings.availability.actions import Hours, Wishes
from bookings.availability.models import DAY, GRID_MINUTES, LONGEST_HORIZON, SHORTEST_LEAD, Rules
from bookings.catalog.controls import Input, Select
from casaora.design import dates

#: Ranges that one day of the form may have.
MOST_RANGES = 6
USUAL = (480, 720)
#: Numbers of days, and of ranges, as the form's buttons say them.
SEVEN = tuple("0123456")
CLOCKS = [(minute, f"{minute // 60}:{minute % 60:02d}") for minute in range(0, DAY + 1, GRID_MINUTES)]


@dataclass(slots=True)
class DayOfWeek:
    """One day of the week's form, as it was typed. A closed day keeps a range for when its switch is turned on.

    ``error`` says what is wrong with it, ``wrong`` with which of its ranges.
    """

    weekday: int
    is_open: bool
    ranges: list[tuple[int, int]] = field(default_factory=list)
    error: str = ""
    wrong: int = 0

    @property
    def name(self) -> str:
        """In the reader's language, as a heading."""
        return dates.DAYS[dates.language()][self.weekday].capitalize()


def week_of(hours: Iterable[Hours]) -> list[DayOfWeek]:
    """The form of a stored week."""
    days = [DayOfWeek(day, is_open=False) for day in range(7)]
    for day, start, end in hours:
        days[day].is_open = True
        days[day].ranges.append((start, end))
    for each in days:
        each.ranges = each.ranges or [USUAL]
    return days


def typed_week(data: QueryDict) -> list[DayOfWeek]:
    """The form as it came: nothing is lost, nonsense becomes a range that the verb refuses."""
    days = []
    for day in range(7):
        starts, ends = (data.getlist(f"{name}{day}")[:MOST_RANGES] for name in ("from", "to"))
        ranges = [(_minute(s), _minute(e)) for s, e in zip(starts, ends, strict=False)]
        days.append(DayOfWeek(day, f"open{day}" in data, ranges or [USUAL]))
    return days


def find_faults(days: Sequence[DayOfWeek]) -> bool:
    """Say on each open day what makes no sense: an end before its beginning, or two ranges that overlap. Whether there was any."""
    for day in days:
        order = sorted(range(len(day.ranges)), key=lambda n: day.ranges[n])
        for before, n in zip([None, *order], order, strict=False):
            start, end = day.ranges[n]
            if not day.is_open or day.error:
                continue
            if not 0 <= start < end:
                day.error, day.wrong = str(_("The end comes after the beginning")), n
            elif before is not None and start < day.ranges[before][1]:
                values = {"one": _span(*day.ranges[before]), "other": _span(start, end)}
                day.error, day.wrong = str(_("These hours overlap: %(one)s and %(other)s") % values), n
    return any(day.error for day in days)


def _span(start: int, end: int) -> str:
    return "–".join(f"{minute // 60}:{minute % 60:02d}" for minute in (start, end))


def change_week(days: Sequence[DayOfWeek], data: QueryDict) -> bool:
    """Add or remove a range, or copy a day to others, when that was the button. Whether it was."""
    if "copy" in data:
        _copy(days, data)
        return True
    if data.get("add") in SEVEN:
        day = days[int(data["add"])]
        day.is_open = True
        if len(day.ranges) < MOST_RANGES:
            start = min(max(end for _start, end in day.ranges) + 60, DAY - 60)
            day.ranges.append((start, min(start + 180, DAY)))
        return True
    number, _sep, position = data.get("remove", "").partition("-")
    if number in SEVEN and position in SEVEN:
        day = days[int(number)]
        if int(position) < len(day.ranges):
            day.ranges.pop(int(position))
        if not day.ranges:
            day.is_open, day.ranges = False, [USUAL]
        return True
    return False


def _copy(days: Sequence[DayOfWeek], data: QueryDict) -> None:
    """The hours of one day, or its rest, to the days that are ticked."""
    if data.get("copy_from") not in SEVEN:
        return
    source = days[int(data["copy_from"])]
    for number in {int(text) for text in data.getlist("copy_to") if text in SEVEN} - {source.weekday}:
        days[number].is_open, days[number].ranges = source.is_open, list(source.ranges)


def hours_in(days: Sequence[DayOfWeek]) -> list[Hours]:
    """What the verb is given: open days only."""
    return [(day.weekday, start, end) for day in days if day.is_open for start, end in day.ranges]


def _minute(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else -1


class DaysOff(forms.Form):
    """From one day to another, both included, in the city's calendar; or only some hours, from the first day's to the last day's."""

    first = forms.DateField(label=_("From"), widget=Input({"type": "date", "class": "input"}), input_formats=["%Y-%m-%d"])
    last = forms.DateField(label=_("To"), widget=Input({"type": "date", "class": "input"}), input_formats=["%Y-%m-%d"])
    begins = forms.TypedChoiceField(label=_("Not before"), coerce=int, empty_value=0, required=False, choices=[("", _("All day")), *CLOCKS[1:-1]], widget=Select({"class": "select"}))
    ends = forms.TypedChoiceField(label=_("Until"), coerce=int, empty_value=DAY, required=False, choices=[("", _("All day")), *CLOCKS[1:-1]], widget=Select({"class": "select"}))
    note = forms.CharField(
        label=_("What for"), required=False, max_length=80, widget=Input({"class": "input"}), help_text=_("Only you see this.")
    )

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first"))
        elif last and last.year > 2200:
            self.add_error("last", _("That is too far ahead. Choose an earlier date."))
        elif first and first == last and cleaned.get("ends", DAY) <= cleaned.get("begins", 0):
            self.add_error("ends", _("The end comes after the beginning"))
        return cleaned

    def span(self, city: City) -> tuple[datetime, datetime]:
        """From the first day's midnight to the one after the last, or from and to the hours that were given."""
        given = self.cleaned_data
        begin, end = (
            datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), city.zone).astimezone(UTC)
            for day, minute in ((given["first"], given["begins"]), (given["last"], given["ends"]))
        )
        return begin, end


LEADS = [
    (SHORTEST_LEAD, _("3 and a half hours before")), (360, _("6 hours before")), (720, _("12 hours before")), (DAY, _("1 day before")),
    (2 * DAY, _("2 days before")), (3 * DAY, _("3 days before")), (7 * DAY, _("1 week before")),
]  # fmt: skip
HORIZONS = [(7, _("1 week ahead")), (14, _("2 weeks ahead")), (30, _("30 days ahead")), (LONGEST_HORIZON, _("60 days ahead"))]
GAPS = [(30, "30 min"), (60, "1 h"), (90, "1 h 30 min"), (120, "2 h"), (180, "3 h")]
CAPS = [("", _("No limit")), (1, "1"), (2, "2"), (3, "3"), (4, "4")]


class YourRules(forms.Form):
    """Choices, so that nothing out of bounds can be picked."""

    lead = forms.TypedChoiceField(
        label=_("Ask me at least"), coerce=int, widget=Select({"class": "select"}), help_text=_("A visit that begins sooner cannot be asked for.")
    )
    gap = forms.TypedChoiceField(
        label=_("Travel time between homes"), coerce=int, widget=Select({"class": "select"}), help_text=_("Half of it before each visit, half after.")
    )
    horizon = forms.TypedChoiceField(label=_("Book me up to"), coerce=int, widget=Select({"class": "select"}))
    cap = forms.TypedChoiceField(
        label=_("Visits a day, at most"), coerce=int, empty_value=None, required=False, choices=CAPS, widget=Select({"class": "select"})
    )
    works_holidays = forms.BooleanField(label=_("I also work on public holidays"), required=False)

    def __init__(self, data: QueryDict | None, rules: Rules) -> None:
        gap = rules.buffer_before_minutes + rules.buffer_after_minutes
        now = {"lead": rules.lead_minutes, "gap": gap, "horizon": rules.horizon_days, "cap": rules.daily_cap or ""}
        super().__init__(data, initial=now | {"works_holidays": rules.works_holidays})
        for name, choices in (("lead", LEADS), ("gap", GAPS), ("horizon", HORIZONS)):
            known = {value for value, _label in choices}
            own = [] if now[name] in known else [(now[name], str(now[name]))]  # a value set elsewhere stays choosable
            self.fields[name].choices = [*choices, *own]

    def wishes(self) -> Wishes:
        """For the verb: half of the travel time before a visit, half after."""
        given = self.cleaned_data
        return Wishes(
            lead_minutes=given["lead"], horizon_days=given["horizon"], buffer_before_minutes=given["gap"] // 2,
            buffer_after_minutes=given["gap"] - given["gap"] // 2, daily_cap=given["cap"], works_holidays=given["works_holidays"],
        )  # fmt: skip


class YourAreas(forms.Form):
    """The neighborhoods of her city; none ticked means all of it."""

    areas = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: QueryDict | None, places: Sequence[Neighborhood]) -> None:
        super().__init__(data)
        self.fields["areas"].choices = [(place.pk, place.name) for place in places]
