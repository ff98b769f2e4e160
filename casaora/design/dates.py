"""Days and hours in words, in English and Latin American Spanish. The zone is always given: a visit's is its city's."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time

from django.utils.translation import get_language
from django.utils.translation import gettext as _

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
}  # fmt: skip


def language() -> str:
    """``en`` or ``es``: the active language without its country."""
    return "es" if (get_language() or "").startswith("es") else "en"


def local(moment: datetime | str, zone: str) -> datetime:
    """A moment (aware, or its ISO text) as the clocks of ``zone`` show it. Raises ValueError for a naive one."""
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if aware.tzinfo is None:
        raise ValueError("a moment without a zone is not a moment")
    return aware.astimezone(zoneinfo.ZoneInfo(zone))


def capital(words: str) -> str:
    """The same with a capital letter first, for the beginning of a line."""
    return words[:1].upper() + words[1:]


def weekday(when: date) -> str:
    """``Thursday``, ``jueves``."""
    return DAYS[language()][when.weekday()]


def month(when: date) -> str:
    """``Nov``, ``nov``."""
    return MONTHS[language()][when.month - 1][:3]


def short_day(when: date) -> str:
    """``Thu 26 Nov``, ``jue 26 nov``."""
    words = language()
    return f"{DAYS[words][when.weekday()][:3]} {when.day} {month(when)}"


def long_day(when: date) -> str:
    """``Thursday 26 November``, ``jueves 26 de noviembre``."""
    words = language()
    of = " de " if words == "es" else " "
    return f"{DAYS[words][when.weekday()]} {when.day}{of}{MONTHS[words][when.month - 1]}"


def near_day(when: date, today: date) -> str:
    """``today``, ``tomorrow``, then the weekday in three letters for the coming week, then the short day."""
    ahead = (date(when.year, when.month, when.day) - date(today.year, today.month, today.day)).days
    if ahead in (0, 1):
        return _("today") if ahead == 0 else _("tomorrow")
    return weekday(when)[:3] if 1 < ahead < 7 else short_day(when)


def hour(when: datetime | time) -> str:
    """``8:00``, ``10:42``: the 24-hour clock, as people write it."""
    return f"{when.hour}:{when.minute:02d}"


def short(when: datetime) -> str:
    """``Thu 26 Nov, 10:42``."""
    return f"{short_day(when)}, {hour(when)}"


def length(minutes: int) -> str:
    """``4 h``, ``2 h 30``, ``45 min``: the same in both languages."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"
