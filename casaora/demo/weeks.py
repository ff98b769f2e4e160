"""The visits of some weeks, from the habits of the households. Pure but for the dice, which are given."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casaora.demo.people import Habit, Household, Portrait
from casaora.demo.visits import CHANCES, Visit

DAY = timedelta(days=1)
#: How far beyond the end people have already asked, in days.
AHEAD = 8
#: Who is kept free around the end, for the scenes of the present (see ``present``).
RESERVED = ("carmen-elisa", "natalia", "amparo", "catalino", "nuris")
AROUND = timedelta(hours=16)
CAPITAL = "bogota"


def monday(until: datetime, weeks: int, zone: ZoneInfo) -> date:
    """The Monday so many weeks before the week of ``until``."""
    today = until.astimezone(zone).date()
    return today - DAY * today.weekday() - 7 * DAY * weeks


def plan(
    households: Sequence[Household], portraits: Sequence[Portrait], *, first: date, until: datetime, zone: ZoneInfo, dice: random.Random
) -> list[Visit]:
    """Every visit that somebody wishes from ``first`` on, until some days beyond the end."""
    load: Counter[str] = Counter()
    visits = []
    for household in households:
        for habit in household.habits:
            whom = _chosen(household, habit, portraits, load)
            if whom is None:
                continue
            load[whom.key] += len(habit.weekdays)
            visits += _habit(household, habit, whom, first=first, until=until, zone=zone, dice=dice)
    return visits


def _chosen(household: Household, habit: Habit, portraits: Sequence[Portrait], load: Counter[str]) -> Portrait | None:
    """The one asked for, else the one with the least to do, of those who do this, go there and work then."""
    fitting = [p for p in portraits if _fits(p, household, habit)]
    asked_for = [p for p in fitting if p.key == habit.whom]
    return min(asked_for or fitting, key=lambda p: load[p.key], default=None)


def _fits(portrait: Portrait, household: Household, habit: Habit) -> bool:
    start = int(habit.hour * 60)
    end = start + habit.minutes
    works = all(any(d == day and a <= start and end <= b for d, a, b in portrait.hours) for day in habit.weekdays)
    goes = portrait.city == household.city and (not portrait.areas or household.home in portrait.areas)
    return works and goes and any(work.service == habit.service for work in portrait.work)


def _habit(
    household: Household, habit: Habit, whom: Portrait, *, first: date, until: datetime, zone: ZoneInfo, dice: random.Random
) -> list[Visit]:
    visits = []
    # Seven more cities are to have lived within the time that a newcomer waits: there nobody asks more often than every other week.
    every = habit.every if household.city == CAPITAL else max(habit.every, 2)
    for number in range((until.astimezone(zone).date() - first).days + AHEAD):
        day = first + DAY * number
        if day.weekday() not in habit.weekdays or (number // 7 + len(household.line)) % every:
            continue
        clock = time(int(habit.hour), int(habit.hour % 1 * 60))
        starts_at = datetime.combine(day, clock, zone).astimezone(UTC)
        asked = datetime.combine(day - DAY * dice.randint(2, 5), time(dice.randint(7, 21), dice.randint(0, 59), dice.randint(0, 59)), zone)
        story = dice.choices(list(CHANCES), weights=list(CHANCES.values()))[0]
        says = habit.message_en if household.language == "en" else habit.message_es
        message, seed = (says if dice.random() < 0.5 else ""), dice.getrandbits(60)
        if whom.key in RESERVED and abs(starts_at - until) < AROUND:
            continue
        visits.append(
            Visit(household.key, whom.key, habit.service, asked.astimezone(UTC), starts_at, habit.minutes, story, seed, message)
        )
    return visits
