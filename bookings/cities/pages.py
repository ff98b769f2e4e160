"""What the pages about cities say, made in one go; the templates only write it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.places.models import City, Neighborhood
from bookings.catalog.models import Category, PricingPolicy, Service
from bookings.catalog.queries import policies_of
from bookings.cities import queries, questions, structured
from bookings.cities.queries import Offer
from bookings.directory.cards import cards
from bookings.directory.queries import free_this_week
from casaora.design import dates
from casaora.kit.money import show

#: How many people a page shows, and for how many days their next free times are looked for.
SHOWN_CITY, SHOWN_SERVICE, DAYS = 3, 6, 14
#: A dollar sign alone says little to somebody who has just arrived.
CURRENCIES = {
    "COP": gettext_lazy("Prices are in Colombian pesos."),
    "PYG": gettext_lazy("Prices are in guaraníes."),
    "UYU": gettext_lazy("Prices are in Uruguayan pesos."),
    "ARS": gettext_lazy("Prices are in Argentine pesos."),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighborhood as the map draws it."""

    slug: str
    name: str
    latitude: Any
    longitude: Any
    weight: int = 1
    words: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A service in a list: where it leads and what it costs."""

    name: str
    url: str
    price: str


@dataclass(frozen=True, slots=True)
class Group:
    """The services of one category, with its picture."""

    label: str
    picture: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Neighbor:
    """Another city, and how many can be booked there."""

    name: str
    url: str
    words: str
    spots: list[Spot]


def index(at: datetime) -> dict[str, Any]:
    """Every open city with a small drawing of it. Two statements."""
    cities = queries.cities(at)
    parts = queries.parts(cities)
    drawn = [_neighbor(city, [Spot(p.slug, p.name, p.latitude, p.longitude) for p in parts[city.pk]]) for city in cities]
    return {"cities": drawn, "structured": structured.of_index()}


def city(slug: str, at: datetime) -> dict[str, Any]:
    """One city. Seven statements; one where it is closed. Raises City.DoesNotExist."""
    here, others = _places(queries.around(slug, at), slug)
    page: dict[str, Any] = {"city": here, "others": [_neighbor(other) for other in others]}
    if not queries.is_open(here):
        return page
    held = policies_of(here.market_id, at)
    offers = queries.offers(here, held, at)
    parts = queries.neighborhoods(here, at)
    page |= _spots(here, parts)
    if not offers:
        return page
    reached = sum(part.people > 0 for part in parts)
    free = free_this_week(here, at, SHOWN_CITY, services=[offer.service for offer in offers], held=held)
    asked = questions.of_city(here, offers, reached, held[None].cancellation)
    offered = {offer.service.category for offer in offers}
    return page | {
        "choices": [(value, label) for value, label in Category.choices if value in offered],
        "today": f"{here.local(at):%Y-%m-%d}",
        "currency": CURRENCIES.get(here.market.currency, ""),
        "offers": offers,
        "groups": _groups(here, offers),
        "facts": _facts(here, offers, reached),
        "free": cards(free, here, None, ""),
        "map_words": _map_words(here, parts),
        "questions": asked,
        "structured": structured.of_city(here, offers, asked),
    }


def service(slug: str, name: str, at: datetime) -> dict[str, Any]:
    """One service (its slug is ``name``) in one city. Eight statements. Raises City.DoesNotExist or Service.DoesNotExist."""
    here, others = _places(queries.around(slug, at, name), slug)
    held = policies_of(here.market_id, at) if queries.is_open(here) else {}
    offers = queries.offers(here, held, at)
    offer = next((offer for offer in offers if offer.service.slug == name), None)
    what = offer.service if offer else Service.objects.get(slug=name)
    page = {
        "city": here,
        "service": what,
        "category": str(Category(what.category).label),
        "picture": _picture(what.category),
        "others": [_neighbor(other, service=name) for other in others],
        "siblings": [_row(here, sibling) for sibling in _beside(what, offers)],
        "everyone": _search(here, service=name),
    }
    return page | _offered(here, offer, held, at) if offer else page


def _offered(here: City, offer: Offer, held: dict[str | None, PricingPolicy], at: datetime) -> dict[str, Any]:
    parts = queries.neighborhoods(here, at, offer.service.slug)
    additions = queries.additions(here, offer, held, at)
    free = free_this_week(here, at, SHOWN_SERVICE, services=[offer.service], held=held, days=DAYS)
    policy = held.get(offer.service.category) or held[None]
    asked = questions.of_service(here, offer, additions, policy.cancellation)
    return _spots(here, parts, service=offer.service.slug) | {
        "offer": offer,
        "currency": CURRENCIES.get(here.market.currency, ""),
        "shortest": dates.length(offer.shortest_minutes),
        "people": _people(offer.people),
        "additions": [(addition.name, questions.price_of(addition)) for addition in additions],
        "free": cards(free, here, None, ""),
        "rest": offer.people - len(free),
        "map_words": _map_words(here, parts),
        "questions": asked,
        "structured": structured.of_service(here, offer, asked),
    }


def _places(found: Sequence[City], slug: str) -> tuple[City, list[City]]:
    here = next((city for city in found if city.slug == slug), None)
    if here is None:
        raise City.DoesNotExist(slug)
    return here, [city for city in found if city != here]


def _neighbor(city: City, spots: Sequence[Spot] = (), service: str = "") -> Neighbor:
    url = reverse("cities:service", args=[city.slug, service]) if service else reverse("cities:city", args=[city.slug])
    words = _people(city.people) if city.people else _("Nobody yet")
    if spots:
        areas = ngettext("%(count)s neighborhood", "%(count)s neighborhoods", len(spots)) % {"count": len(spots)}
        words = f"{words} · {areas}"
    return Neighbor(city.name, url, words, list(spots))


def _beside(what: Service, offers: Sequence[Offer]) -> list[Offer]:
    """The other services of a city, those of the same category first."""
    return sorted((o for o in offers if o.service.pk != what.pk), key=lambda o: o.service.category != what.category)


def _groups(here: City, offers: Sequence[Offer]) -> list[Group]:
    order = {value: number for number, value in enumerate(Category.values)}
    by_category = sorted(offers, key=lambda offer: order[offer.service.category])
    return [
        Group(str(Category(category).label), _picture(category), [_row(here, offer) for offer in some])
        for category, some in groupby(by_category, key=lambda offer: offer.service.category)
    ]


def _row(here: City, offer: Offer) -> Row:
    return Row(
        offer.service.name,
        reverse("cities:service", args=[here.slug, offer.service.slug]),
        _("from %(price)s / h") % {"price": show(offer.low)},
    )


def _facts(here: City, offers: Sequence[Offer], reached: int) -> list[tuple[str, str]]:
    """Figures that the rows prove, each with what it counts."""
    return [
        (str(here.people), ngettext("person who takes bookings here", "people who take bookings here", here.people)),
        (str(len(offers)), ngettext("service that they offer", "services that they offer", len(offers))),
        (str(reached), ngettext("neighborhood that they go to", "neighborhoods that they go to", reached)),
        (show(min(offer.low for offer in offers)), _("the lowest price of an hour, our fee inside")),
    ]


def _spots(here: City, parts: Sequence[Neighborhood], **asked: str) -> dict[str, Any]:
    """For the map; where everybody goes everywhere, that is said once and not on each line."""
    is_everywhere = all(part.people == here.people for part in parts)
    spots = [
        Spot(
            part.slug, part.name, part.latitude, part.longitude, part.people, "" if is_everywhere else _people(part.people),
            _search(here, neighborhood=part.slug, **asked),
        )
        for part in parts
    ]  # fmt: skip
    return {"spots": spots, "is_everywhere": is_everywhere}


def _map_words(here: City, parts: Sequence[Neighborhood]) -> str:
    """What the list beside the drawing is called."""
    values = {"city": here.name, "count": len(parts)}
    return ngettext("%(city)s: %(count)s neighborhood", "%(city)s: %(count)s neighborhoods", len(parts)) % values


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _search(here: City, **asked: str) -> str:
    return f"{reverse('directory:search')}?{urlencode({'city': here.slug, **asked})}"


def _picture(category: str) -> str:
    return f"illustrations/cat-{category.replace('_', '')}.svg"
