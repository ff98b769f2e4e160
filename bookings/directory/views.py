"""Search and the public profile. Visitors read them; a GET is one read-only transaction."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.professionals.models import Professional
from bookings.catalog import queries as catalog
from bookings.directory import queries
from bookings.directory.cards import cards, heading
from bookings.directory.forms import NARROWING, Search, hours_label
from bookings.directory.profile import page_of
from bookings.directory.results import Wish
from casaora.design import dates
from casaora.kit import clock
from casaora.kit.replica import for_visitors
from casaora.ratelimits import limited


@require_safe
@limited("search")
@for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Who does what, where and when, for how much: a plain GET form and its results."""
    at = clock.now()
    form = Search(request.GET, places=queries.places(), services=catalog.services(), at=at)
    context: dict[str, Any] = {"form": form, "query": _without(request.GET, "page")}
    if form.is_valid():
        context |= _results(form, request.GET, at)
    return render(request, "directory/search.html", context)


def _results(form: Search, asked: QueryDict, at: datetime) -> dict[str, Any]:
    given, city = form.cleaned_data, form.cities[form.cleaned_data["city"]]
    here = next((p for p in form.places if p.city_id == city.pk and p.slug == given["neighborhood"]), None)
    wish = Wish(
        city, form.chosen(), here, given["date"], form.starts_at, given["hours"], form.price(), given["language"]
    )
    page = queries.search(wish, at=at, page=asked.get("page"))
    shown_day = form.starts_at and city.local(form.starts_at)
    if wish.day and not shown_day:
        shown_day = datetime(wish.day.year, wish.day.month, wish.day.day, tzinfo=city.zone)
    day = wish.day.isoformat() if wish.day else ""
    return {
        "page": page,
        "city": city,
        "heading": heading(page.paginator.count, city, shown_day, form.starts_at is not None),
        "cards": cards(list(page), city, wish.minutes, day),
        "chips": _chips(form, asked),
        "days_nearby": _nearby(wish, asked, at),
    }


def _chips(form: Search, asked: QueryDict) -> list[tuple[str, str]]:
    """What narrows the results, each with the address of the search without it."""
    return [
        (f"?{_without(asked, name, 'page')}", _chosen_words(form, name))
        for name in NARROWING
        if form.cleaned_data.get(name) not in (None, "")
    ]


def _chosen_words(form: Search, name: str) -> str:
    field, value = form.fields[name], form.cleaned_data[name]
    if name == "time":
        return _("From %(time)s") % {"time": f"{value:%H:%M}"}
    if name == "hours":
        return hours_label(value)
    if name == "max_price":
        return _("Up to %(price)s") % {"price": dict(field.widget.choices).get(str(value), str(value))}
    return str(dict(field.choices).get(value, value))


def _nearby(wish: Wish, asked: QueryDict, at: datetime) -> list[tuple[str, str]]:
    """The same search on the days around, for when a day has nobody."""
    if wish.day is None:
        return []
    today = wish.city.local(at).date()
    days = [wish.day + timedelta(days=n) for n in (-1, 1, 2, 3)]
    return [
        (f"?{_with(asked, date=day.isoformat())}", dates.short_day(datetime.combine(day, time()))) for day in days if day >= today
    ]


def _without(asked: QueryDict, *names: str) -> str:
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def _with(asked: QueryDict, **values: str) -> str:
    changed = asked.copy()
    changed.pop("page", None)
    for name, value in values.items():
        changed[name] = value
    return changed.urlencode()


@require_safe
@limited("search")
@for_visitors
def professional(request: HttpRequest, slug: str) -> HttpResponse:
    """One professional: services and prices, checks, hours, and the next free times."""
    at = clock.now()
    try:
        person = queries.profile(slug, at)
    except Professional.DoesNotExist:
        raise Http404 from None
    return render(request, "directory/professional.html", page_of(person, request.GET, at))
