"""What is written down about each person before the city begins to live."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify

from bookings.availability.actions import Hours, Wishes

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
DAYS, SATURDAY = range(5), SAT


def _week(days: range, first: int, last: int, *more: tuple[int, int, int]) -> tuple[Hours, ...]:
    """Hours of the clock to minutes; ``more`` are other days as (weekday, first hour, last hour)."""
    return tuple(sorted([*((day, first * 60, last * 60) for day in days), *((day, a * 60, b * 60) for day, a, b in more)]))


USUAL = _week(DAYS, 7, 18, (SATURDAY, 8, 14))
MORNINGS = _week(range(6), 6, 13)
AFTERNOONS = _week(DAYS, 12, 20, (SATURDAY, 9, 15))
LONG = _week(range(6), 6, 20)
WEEKENDS = _week(range(3, 7), 7, 20)
TWO_TURNS = _week(DAYS, 6, 12, *((day, 14, 19) for day in DAYS))
#: Day and night, every day: two ranges that meet at midnight are one.
ALWAYS = _week(range(7), 0, 24)


@dataclass(frozen=True, slots=True)
class Work:
    """One offering: a service of the taxonomy, the hourly rate in whole pesos, and extras as (English, Spanish, pesos, is_hourly)."""

    service: str
    pesos: int
    minimum_minutes: int = 120
    extras: tuple[tuple[str, str, int, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Portrait:
    """A professional: who she is, in her words, what she offers, and when and where."""

    first: str
    last: str
    gender: str
    home: str
    years: int
    headline_es: str
    headline_en: str
    about_es: str
    about_en: str
    work: tuple[Work, ...]
    hours: tuple[Hours, ...] = USUAL
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("es",)
    certificate: str = ""
    #: How she wishes to be booked, where it is not the usual.
    wishes: Wishes | None = None
    #: Whether she finished the processor's questions, so that money can be sent to her.
    can_be_paid: bool = True
    city: str = "bogota"

    @property
    def key(self) -> str:
        """The first name as in her address: ``ana-milena``."""
        return slugify(self.first)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a household asks for again and again: on some weekdays, at an hour, for so long; of somebody in particular or not."""

    service: str
    weekdays: tuple[int, ...]
    hour: float
    minutes: int
    whom: str = ""
    message_es: str = ""
    message_en: str = ""
    #: Every so many weeks.
    every: int = 1


@dataclass(frozen=True, slots=True)
class Household:
    """A customer, the home, and its habits."""

    first: str
    last: str
    language: str
    phone: str
    home: str
    line: str
    notes: str
    habits: tuple[Habit, ...]
    #: A second home in the book, as (label, neighborhood, line).
    other: tuple[str, str, str] = ("", "", "")
    city: str = "bogota"

    @property
    def key(self) -> str:
        """The first name as in the address."""
        return slugify(self.first)
