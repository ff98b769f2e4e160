"""Writes calendars as RFC 5545 asks: pure, in UTC, escaped and folded. What an event says is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
#: Octets of a line without its end, after which it goes on in the next.
LONGEST = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NEW_LINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Event:
    """One visit. ``uid`` never changes, ``sequence`` only grows; moments are aware; ``changed_at`` is when it was last revised."""

    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    description: str
    location: str
    url: str


def calendar(events: Iterable[Event], *, name: str, method: str = "", organizer: str = "", zone: str = "") -> bytes:
    """A whole calendar. With ``method`` it is a message about one event, and ``organizer`` (an e-mail address) must be given.

    ``zone`` is only a wish of how to show it: the moments themselves are UTC.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Casaora//Visits//EN", "CALSCALE:GREGORIAN"]
    if method:
        lines.append(f"METHOD:{method}")
    lines.append(f"X-WR-CALNAME:{text(name)}")
    if zone:
        lines.append(f"X-WR-TIMEZONE:{text(zone)}")
    for event in events:
        lines += _event(event, organizer)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event, organizer: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{moment(event.changed_at)}"
    yield f"DTSTART:{moment(event.starts_at)}"
    yield f"DTEND:{moment(event.ends_at)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'TRANSPARENT' if event.status == CANCELLED else 'OPAQUE'}"
    if organizer:
        yield f"ORGANIZER;CN=Casaora:mailto:{_CONTROL.sub('', organizer)}"
    yield f"SUMMARY:{text(event.summary)}"
    yield f"DESCRIPTION:{text(event.description)}"
    yield f"LOCATION:{text(event.location)}"
    yield f"URL:{event.url}"
    yield "END:VEVENT"


def moment(at: datetime) -> str:
    """``20261126T150000Z``. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone is not a moment")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(words: str) -> str:
    """What people wrote as a value of type TEXT: nothing in it can end the line or the value."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _CONTROL.sub("", _NEW_LINE.sub("\\\\n", escaped))


def folded(line: str) -> bytes:
    """A content line with its CRLF, no piece longer than 75 octets, no letter cut in two."""
    pieces, piece, room = [], b"", LONGEST
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", LONGEST - 1  # the space that begins the next line counts
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
