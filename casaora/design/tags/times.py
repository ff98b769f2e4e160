"""Moments, days and deadlines. The zone is always an argument: a visit's time is its city's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from casaora.design import dates
from casaora.design.tags.library import register

#: Under this many minutes a deadline is red.
URGENT = 180
WINDOW = 24 * 60


@register.filter
def moment(when: datetime, zone: str) -> str:
    """``{{ booking.starts_at|moment:zone }}``: Thu 26 Nov, 10:42."""
    return dates.short(dates.local(when, zone))


@register.filter
def short_day(when: datetime, zone: str) -> str:
    """Thu 26 Nov."""
    return dates.short_day(dates.local(when, zone))


@register.filter
def long_day(when: datetime, zone: str) -> str:
    """Thursday 26 November."""
    return dates.long_day(dates.local(when, zone))


@register.filter
def hour(when: datetime, zone: str) -> str:
    """10:42."""
    return dates.hour(dates.local(when, zone))


@register.filter
def month(when: date) -> str:
    """Nov."""
    return dates.month(when)


@register.filter
def weekday_short(when: date) -> str:
    """Thu, of a day."""
    return dates.weekday(when)[:3]


@register.filter
def full_day(when: date) -> str:
    """Thursday 26 November, of a day that needs no zone."""
    return dates.long_day(when)


@register.filter
def days_until(first: date, last: date) -> str:
    """``26 Nov – 2 Dec``, of two days."""
    return f"{first.day} {dates.month(first)} – {last.day} {dates.month(last)}"


@register.filter
def weekday(when: datetime, zone: str) -> str:
    """Thursday."""
    return dates.weekday(dates.local(when, zone))


@register.filter
def iso(when: datetime) -> str:
    """For ``datetime`` attributes and form values."""
    return when.isoformat()


@register.filter
def hours_and_minutes(minutes: int) -> str:
    """``4 h``, ``2 h 30``: the same in both languages."""
    return dates.length(int(minutes))


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """``{{ notice.created_at|ago:now }}``: 1 day ago, in its largest unit; moments ago when it is less than a minute."""
    if now - moment < timedelta(minutes=1):
        return _("Moments ago")
    return _("%(ago)s ago") % {"ago": timesince(moment, now, depth=1)}


@register.simple_tag
def when(moment: datetime, zone: str) -> SafeString:
    """``{% when booking.starts_at zone %}``: a time element that reads Thu 26 Nov, 10:42."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), dates.short(dates.local(moment, zone)))


@register.simple_tag
def daytime(starts: datetime, ends: datetime, zone: str) -> SafeString:
    """``{% daytime booking.starts_at booking.ends_at zone %}``: Thursday 26 November, 8:00 to 12:00."""
    first, last = dates.local(starts, zone), dates.local(ends, zone)
    words = _("%(day)s, %(start)s to %(end)s") % {
        "day": dates.long_day(first), "start": dates.hour(first), "end": dates.hour(last),
    }  # fmt: skip
    return format_html('<time datetime="{}">{}</time>', starts.isoformat(), dates.capital(words))


@register.inclusion_tag("components/when.html")
def when_block(moment: datetime, zone: str, extra: str = "") -> dict[str, Any]:
    """``{% when_block booking.starts_at zone "when--lg" %}``: a date as a block of weekday, number and month."""
    name, number, month = dates.short_day(dates.local(moment, zone)).split(" ")
    return {"weekday": name, "number": number, "month": month, "extra": extra}


@register.inclusion_tag("components/deadline.html")
def deadline(until: datetime, now: datetime, since: datetime | None = None) -> dict[str, Any]:
    """``{% deadline booking.respond_by now booking.authorized_at %}``: the real time left, and how much of it is over.

    The text is the server's; where scripts run it is redrawn each minute from the server's clock.
    """
    minutes = max(0, int((until - now).total_seconds()) // 60)
    whole = max(1, int((until - since).total_seconds()) // 60 if since else WINDOW)
    return {
        "until": until, "now": now, "hours": minutes // 60, "minutes": minutes % 60, "is_urgent": minutes < URGENT,
        "spent": max(0, whole - minutes), "whole": whole,
    }  # fmt: skip
