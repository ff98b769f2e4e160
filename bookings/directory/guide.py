"""The matching guide: five short questions, each a page with an address, and then three people with reasons.

It asks the same search with the same form: what it suggests is what search would find.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.catalog import queries as catalog
from bookings.catalog.models import Category
from bookings.directory import queries
from bookings.directory.canonical import WISHES, canonical
from bookings.directory.cards import cards
from bookings.directory.finding import answer
from bookings.directory.forms import Search, hours_label
from bookings.directory.ranking import FIT, NEAREST, PRICE, SOONEST
from bookings.directory.reasons import reasons
from bookings.directory.results import Answer, Wish
from bookings.directory.shown import chosen_words, wider
from casaora.design import dates

SUGGESTED = 3
#: The questions, with the fields that each asks.
QUESTIONS: tuple[tuple[str, ...], ...] = (("service",), ("city", "neighborhood"), ("date", "time"), ("hours", "language"), ("sort",))
RESULT = len(QUESTIONS) + 1
#: The guide remembers the city even where it is the first one: here it is an answer.
SAID = WISHES


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: a radio with its words."""

    value: str
    label: str
    text: str = ""
    is_chosen: bool = False


def page(asked: QueryDict, at: datetime) -> dict[str, Any]:
    """The question that is next, or the suggestion. At most six statements; ten where nobody answers."""
    query = canonical(asked, names=SAID)
    if "date" not in query and "time" in query:
        del query["time"]  # a time without a day is no answer
    form = Search(query, places=queries.places(), services=catalog.services(), at=at)
    for name in (*QUESTIONS[1], *QUESTIONS[2], *QUESTIONS[3]):  # here they stand in the guide's own form
        form.fields[name].widget.attrs.pop("form", None)
        form.fields[name].widget.attrs["class"] = "select"
    wanted = _step(asked.get("step", ""))
    number, is_wrong = _reached(form, query, wanted)
    context: dict[str, Any] = {"form": form, "number": number, "total": len(QUESTIONS), "back": _link(query, number - 1) if number > 1 else ""}
    if number < RESULT:
        hidden = [(name, query[name]) for name in SAID if name in query and name not in QUESTIONS[number - 1]]
        return context | {"hidden": hidden, "next": number + 1, "problem": is_wrong} | _question(form, query, number, at)
    return context | _suggestion(form, query, at)


def _step(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 and 1 <= int(text) <= RESULT else 1


def _reached(form: Search, query: QueryDict, wanted: int) -> tuple[int, str]:
    """The first question before the wanted one that has no good answer, and what is wrong with it."""
    for number in range(1, wanted):
        wrong = [str(error) for name in QUESTIONS[number - 1] for error in form.errors.get(name, [])]
        if wrong:
            return number, " ".join(wrong)
        if number == 1 and not query.get("service"):
            return 1, _("Choose what you need")
    return wanted, ""


def _link(query: QueryDict, number: int) -> str:
    """The guide at a question, with the answers so far."""
    return f"{reverse('directory:guide')}?{query.urlencode()}{'&' if query else ''}step={number}"


def _question(form: Search, query: QueryDict, number: int, at: datetime) -> dict[str, Any]:
    if number == 1:
        return {"heading": _("What do you need at home?"), "groups": _services(form, query.get("service", "")), "name": "service"}
    if number == 2:
        return {"heading": _("Where is it?"), "fields": [form["city"], form["neighborhood"]],
                "hint": _("The neighborhood tells us who goes there, and how far each has to travel.")}  # fmt: skip
    if number == 3:
        return {"heading": _("Which day suits you?"), "groups": [("", _days(form, query, at))], "name": "date", "fields": [form["time"]]}
    if number == 4:
        return {"heading": _("Anything we should mind?"), "fields": [form["hours"], form["language"]],
                "hint": _("Leave open what does not matter: more people fit.")}  # fmt: skip
    return {"heading": _("What matters most to you?"), "groups": [("", _matters(query))], "name": "sort"}


def _services(form: Search, chosen: str) -> list[tuple[str, list[Option]]]:
    groups = []
    for category in Category:
        inside = [Option(s.slug, s.name, s.description, s.slug == chosen) for s in form.services if s.category == category]
        if inside:
            groups.append((str(category.label), inside))
    return groups


def _days(form: Search, query: QueryDict, at: datetime) -> list[Option]:
    """Any day, and the next seven with how many are free for what was said so far."""
    chosen = query.get("date", "")
    options = [Option("", _("Any day"), _("We show who is free soonest"), not chosen)]
    calm = canonical(query, names=tuple(name for name in SAID if name not in ("date", "time")))
    asked = Search(calm, places=form.places, services=form.services, at=at)
    week = answer(asked.wish(), at=at).week if asked.is_valid() else []
    for day, count in week:
        free = ngettext("%(count)s person free", "%(count)s people free", count) % {"count": count} if count else _("Nobody free")
        options.append(Option(day.isoformat(), dates.capital(dates.long_day(day)), free, day.isoformat() == chosen))
    if chosen and all(option.value != chosen for option in options) and form.cleaned_data.get("date"):
        options.append(Option(chosen, dates.capital(dates.long_day(form.cleaned_data["date"])), "", True))
    return options


def _matters(query: QueryDict) -> list[Option]:
    chosen = query.get("sort", FIT)
    every = [
        Option(FIT, _("Somebody I can count on"), _("Fits your wishes, answers, and does what was agreed")),
        Option(PRICE, _("A good price"), _("The lowest price of an hour, our fee inside")),
        Option(SOONEST, _("Soon"), _("Who has the first free time")),
        Option(NEAREST, _("Close by"), _("Who sets out from nearest")),
    ]
    return [Option(o.value, o.label, o.text, o.value == chosen) for o in every if o.value != NEAREST or query.get("neighborhood")]


def _suggestion(form: Search, query: QueryDict, at: datetime) -> dict[str, Any]:
    wish = form.wish()
    found = answer(wish, at=at)
    best = list(found.page)[:SUGGESTED]
    day = wish.day.isoformat() if wish.day else ""
    made = cards(best, wish.city, wish.minutes, day, lambda f: (_best(wish, found, best.index(f)), *reasons(f, wish, at)))
    people = found.page.paginator.count
    context: dict[str, Any] = {
        "suggested": made, "answers": _answers(form, query), "count": people,
        "everybody": f"{reverse('directory:search')}?{query.urlencode()}",
        "compare": "&".join(["who=" + card.slug for card in made]) + f"&service={query.get('service', '')}" if len(made) > 1 else "",
    }  # fmt: skip
    return context if made else context | wider(form, wish, query, at, step=RESULT)


def _best(wish: Wish, found: Answer, place: int) -> str:
    """What was said to matter most, as this one has it."""
    f = found.page[place]
    if wish.sort == PRICE:
        words = _("Lowest price of all who fit") if place == 0 else _("Number %(place)s by price")
    elif wish.sort == SOONEST:
        words = _("Has the first free time") if place == 0 else _("Number %(place)s by the first free time")
    elif wish.sort == NEAREST and f.km is not None:
        words = _("Sets out from nearest") if place == 0 else _("Number %(place)s by distance")
    else:
        words = _("Fits you best") if place == 0 else _("Number %(place)s by fit")
    return words % {"place": place + 1} if place else words


def _answers(form: Search, query: QueryDict) -> list[tuple[str, str, str]]:
    """Each question in a word, what was answered, and the way back to it."""
    given, wish = form.cleaned_data, form.wish()
    where = f"{wish.neighborhood.name}, {wish.city.name}" if wish.neighborhood else wish.city.name
    when = dates.capital(dates.long_day(given["date"])) if given["date"] else _("Any day")
    mind = [hours_label(wish.minutes)] if wish.minutes else []
    mind += [chosen_words(form, "language")] if wish.language else []
    matters = next((o.label for o in _matters(query) if o.is_chosen), "")
    words = (form.summary(), where, f"{when}, {dates.hour(given['time'])}" if given["time"] else when, ", ".join(mind) or _("Nothing special"), matters)
    names = (_("What"), _("Where"), _("When"), _("Besides"), _("Matters most"))
    return [(name, said, _link(query, number)) for number, (name, said) in enumerate(zip(names, words, strict=True), 1)]
