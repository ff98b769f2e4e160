"""Days and hours in words, in English and Latin American Spanish. The zone is always given: a job's is its city's."""

from __future__ import annotations

import zoneinfo
from datetime import datetime

from django.utils.translation import get_language

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
    """A moment (aware, or its ISO text) as the clocks of ``zone`` show it."""
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if aware.tzinfo is None:
        raise ValueError("a moment without a zone is not a moment")
    return aware.astimezone(zoneinfo.ZoneInfo(zone))


def short_day(when: datetime) -> str:
    """``Thu 26 Nov``, ``jue 26 nov``."""
    words = language()
    return f"{DAYS[words][when.weekday()][:3]} {when.day} {MONTHS[words][when.month - 1][:3]}"


def long_day(when: datetime) -> str:
    """``Thursday 26 November``, ``jueves 26 de noviembre``."""
    words = language()
    of = " de " if words == "es" else " "
    return f"{DAYS[words][when.weekday()]} {when.day}{of}{MONTHS[words][when.month - 1]}"


def hour(when: datetime) -> str:
    """``8:00``, ``10:42``: the 24-hour clock, as people write it."""
    return f"{when.hour}:{when.minute:02d}"


def short(when: datetime) -> str:
    """``Thu 26 Nov, 10:42``."""
    return f"{short_day(when)}, {hour(when)}"
