"""The main part of the search page, made once for everybody who asks the same within the minute."""

from __future__ import annotations

import datetime as dt
import zlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.catalog import queries as catalog
from bookings.directory import queries
from bookings.directory.canonical import canonical, changed, without
from bookings.directory.cards import cards, heading
from bookings.directory.finding import answer
from bookings.directory.forms import NARROWING, Search, hours_label
from bookings.directory.ranking import FIT
from bookings.directory.reasons import orders, reasons
from bookings.directory.results import Wish
from bookings.directory.widening import ways_on
from casaora.design import dates
from casaora.kit.acting import acting
from casaora.kit.remembered import KEPT, keep, known, remembered

FIRST_CITY = "search|first city"


#: Of the frame and of the main part in it: together never older than a minute.
FRESH = timedelta(seconds=30)
#: Cookies that make no difference to a visitor's page, beside the one that is part of its name.
INDIFFERENT = frozenset({settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "theme"})
Parts = tuple[str, bool, bytes]


class NotKept(Exception):
    """A page that is made for one: what makes no sense is not worth a place in the cache."""

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.made = made


def search_page(request: HttpRequest, at: datetime) -> HttpResponse:
    """The whole page. A visitor without cookies of their own gets the one that was made for the last; others their own frame around it.

    At most six statements; none when it was asked just now. Always made as a visitor, so that nobody's own rows can get into what others
    are shown. A time that was taken in the meantime is still on it: the request asks again, and the database has the last word.
    """
    query, places = _written(request.GET, at)
    if not set(request.COOKIES) <= INDIFFERENT:
        return render(request, "directory/search.html", _in_words(_main_part(query, places, at)[0]))
    request.META["QUERY_STRING"] = query.urlencode()  # what the frame's links say: the search, and nothing else that somebody typed
    theme = request.COOKIES.get("theme", "")
    name = f"search page|{dates.language()}|{theme if theme in ('light', 'dark') else ''}|{query.urlencode()}"

    def whole() -> bytes:
        parts, is_kept = _main_part(query, places, at)
        page = zlib.compress(render_to_string("directory/search.html", _in_words(parts), request).encode(), 1)
        if not is_kept:
            raise NotKept(page)
        return page

    try:
        packed = remembered(name, whole, at=at, fresh=FRESH)
    except NotKept as page:
        packed = page.made
    return HttpResponse(zlib.decompress(packed))


def _written(asked: QueryDict, at: datetime) -> tuple[QueryDict, list[Any] | None]:
    """The search in its one form; the places, if they had to be read for it."""
    if not asked.get("city"):
        return canonical(asked), None  # the first city goes without saying; only where one is named must it be known which that is
    places, first = None, known(FIRST_CITY, at=at, fresh=KEPT)
    if first is None:
        places = _places(at)
        first = places[0].city.slug if places else ""
    return canonical(asked, first), places


def _main_part(query: QueryDict, places: list[Any] | None, at: datetime) -> tuple[Parts, bool]:
    """The main part, kept or made; and whether it may be kept by others, too."""
    try:
        return remembered(f"search|{dates.language()}|{query.urlencode()}", lambda: _make(query, places, at), at=at, fresh=FRESH), True
    except NotKept as page:
        return page.made, False


def _in_words(parts: Parts) -> dict[str, Any]:
    title, is_wrong, packed = parts
    main = SafeString(zlib.decompress(packed).decode())  # nosec B703: drawn by our template, and escaped there
    return {"heading": title, "is_wrong": is_wrong, "main_part": main}


def _places(at: datetime) -> list[Any]:
    places = queries.places()
    keep(FIRST_CITY, places[0].city.slug if places else "", at=at)
    return places


def _make(query: QueryDict, places: list[Any] | None, at: datetime) -> Parts:
    with acting(person=None, groups=()):
        form = Search(query, places=places or _places(at), services=catalog.services(), at=at)
        context: dict[str, Any] = {"form": form, "query": without(query), "kept": _kept(query)}
        is_kept = form.is_valid()
        if is_kept:
            context |= _results(form, query, at)
            is_kept = str(context["page"].number) == query.get("page", "1")
        # Packed: a page of forty kilobytes becomes six, and the cache's memory is shared with the limits.
        parts = context.get("heading", ""), bool(form.errors), zlib.compress(render_to_string("directory/results.html", context).encode(), 1)
    if not is_kept:
        raise NotKept(parts)
    return parts


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """What the search bar keeps although it has no field for it."""
    return [(name, str(query[name])) for name in ("sort",) if name in query]


def _results(form: Search, query: QueryDict, at: datetime) -> dict[str, Any]:
    wish = form.wish()
    found = answer(wish, at=at, page=query.get("page"))
    shown_day = form.starts_at and wish.city.local(form.starts_at)
    if wish.day and not shown_day:
        shown_day = datetime(wish.day.year, wish.day.month, wish.day.day, tzinfo=wish.city.zone)
    total, day = found.page.paginator.count, wish.day.isoformat() if wish.day else ""
    every = orders(wish.neighborhood is not None)
    context = {
        "page": found.page,
        "city": wish.city,
        "heading": heading(total, wish.city, shown_day, form.starts_at is not None),
        "cards": cards(list(found.page), wish.city, wish.minutes, day, lambda f: reasons(f, wish, at)),
        "chips": _chips(form, query),
        "week": [_day(query, date, count, wish) for date, count in found.week],
        "orders": [(f"?{changed(query, sort=name)}", label, name == wish.sort) for name, label, _text in every],
        "order_words": next((text for name, _label, text in every if name == wish.sort), every[0][2]),
        "service": query.get("service", ""), "minutes": wish.minutes or "", "day": day, "is_fit": wish.sort == FIT,
    }  # fmt: skip
    if not total:
        context |= wider(form, wish, query, at)
    return context


def _chips(form: Search, query: QueryDict) -> list[tuple[str, str]]:
    """What narrows the results, each with the address of the search without it."""
    given = [name for name in ("date", *NARROWING) if form.cleaned_data.get(name) not in (None, "")]
    return [(f"?{_given_up(query, name)}", chosen_words(form, name)) for name in given]


def _given_up(query: QueryDict, name: str) -> str:
    return without(query, *(("date", "time") if name == "date" else (name,)))


def chosen_words(form: Search, name: str) -> str:
    """What was chosen in a field, as people say it."""
    field, value = form.fields[name], form.cleaned_data[name]
    if name == "date":
        return dates.capital(dates.short_day(value))
    if name == "time":
        return _("From %(time)s") % {"time": dates.hour(value)}
    if name == "hours":
        return hours_label(value)
    if name == "max_price":
        return _("Up to %(price)s") % {"price": dict(field.widget.choices).get(str(value), str(value))}
    return str(dict(field.choices).get(value, value))


def _day(query: QueryDict, day: dt.date, count: int, wish: Wish) -> dict[str, Any]:
    """A day of the strip: its parts in words, how many are free, the address that asks for it."""
    weekday, number, _month = dates.short_day(day).split(" ")
    free = ngettext("%(count)s free", "%(count)s free", count) % {"count": count} if count else _("nobody")
    return {"url": f"?{changed(query, date=day.isoformat())}", "weekday": weekday, "number": number, "free": free, "count": count,
            "long": dates.long_day(day), "is_chosen": day == wish.day}  # fmt: skip


def wider(form: Search, wish: Wish, query: QueryDict, at: datetime, step: int = 0) -> dict[str, Any]:
    """Which wishes to give up and which days to try, with how many people each would find. ``step``: where in the guide the ways lead."""
    given = [name for name in ("date", *NARROWING) if form.cleaned_data.get(name) not in (None, "")]
    if not given:
        return {"ways": [], "days_nearby": []}
    ways = ways_on(wish, given, at)
    more = f"&step={step}" if step else ""
    return {
        "ways": [(f"?{_given_up(query, name)}{more}", _without_words(form, name), _people(count)) for name, count in ways.fields],
        "days_nearby": [
            (f"?{changed(query, date=day.isoformat())}{more}", dates.capital(dates.long_day(day)), _people(count)) for day, count in ways.days
        ],
        "everybody": (f"?{without(query, *given)}{more}", _people(ways.everybody)) if ways.everybody else None,
    }


def _without_words(form: Search, name: str) -> str:
    if name == "date":
        return _("On another day")
    if name == "neighborhood":
        return _("Anywhere in the city")
    return _("Without “%(wish)s”") % {"wish": chosen_words(form, name)}


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
