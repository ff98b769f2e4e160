"""Loading what the slot rule needs, for many professionals in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from accounts.places import holidays
from accounts.professionals.models import Professional
from bookings.availability.models import Rules, WeeklyRange
from bookings.availability.slots import Diary, Range
from casaora.kit.replica import reads

#: Added on both sides: buffers, and the whole local day for the daily cap.
MARGIN = timedelta(hours=38)
#: The LATERAL join asks the exclusion index once a professional; = ANY would read the range for everybody.
#: The ids are bigint on purpose (btree_gist does not match bigint with integer), and OFFSET 0 keeps the nested loop.
TAKEN = """
SELECT b.professional_id, b.occupied, true FROM unnest(%(ids)s::bigint[]) p(id)
CROSS JOIN LATERAL (SELECT * FROM busy WHERE professional_id = p.id AND occupied && %(range)s::tstzrange OFFSET 0) b
UNION ALL
SELECT professional_id, tstzrange(starts_at, ends_at), false FROM away
WHERE professional_id = ANY(%(ids)s::bigint[]) AND ends_at > %(first)s AND starts_at < %(until)s
"""


def diary(professional: Professional, first: datetime, until: datetime) -> Diary:
    """What is known of one professional from ``first`` to ``until``; her city must be loaded."""
    return diaries([professional], first, until)[professional.pk]


def diaries(professionals: Sequence[Professional], first: datetime, until: datetime) -> dict[int, Diary]:
    """The diaries of some professionals, by their key, complete from ``first`` to ``until``.

    Their cities must be loaded. Three statements for any number of them; two where ``rules`` was joined.
    """
    if not professionals:
        return {}
    ids = [p.pk for p in professionals]
    first, until = first - MARGIN, until + MARGIN
    weekly = _weekly(ids)
    busy, away = _taken(ids, first, until)
    rules = _rules(professionals)
    free_days: dict[str, frozenset] = {}
    for p in professionals:
        market = p.city.market_id
        free_days.setdefault(market, holidays.between(market, first.date(), until.date()))
    return {
        p.pk: Diary(p.city.zone, weekly[p.pk], away[p.pk], busy[p.pk], rules.get(p.pk) or Rules(), free_days[p.city.market_id])
        for p in professionals
    }


def _weekly(ids: list[int]) -> dict[int, list[tuple[int, int, int]]]:
    found = defaultdict(list)
    rows = WeeklyRange.objects.filter(professional__in=ids).order_by("professional", "weekday", "starts_minute")
    for professional, weekday, start, end in rows.values_list("professional_id", "weekday", "starts_minute", "ends_minute"):
        found[professional].append((weekday, start, end))
    return found


def _taken(ids: list[int], first: datetime, until: datetime) -> tuple[dict[int, list[Range]], dict[int, list[Range]]]:
    busy, away = defaultdict(list), defaultdict(list)
    span = f"[{first.astimezone(UTC).isoformat()},{until.astimezone(UTC).isoformat()})"
    with reads().cursor() as cursor:
        cursor.execute(TAKEN, {"ids": ids, "range": span, "first": first, "until": until})
        for professional, span_taken, is_busy in cursor.fetchall():
            (busy if is_busy else away)[professional].append(Range(span_taken.lower, span_taken.upper))
    return busy, away


def _rules(professionals: Iterable[Professional]) -> dict[int, Rules | None]:
    joined = [p for p in professionals if "rules" in p._state.fields_cache]
    known: dict[int, Rules | None] = {p.pk: p._state.fields_cache["rules"] for p in joined}
    missing = [p.pk for p in professionals if p.pk not in known]
    if missing:
        known |= {rules.pk: rules for rules in Rules.objects.filter(professional__in=missing)}
    return known
