"""The same facts for search engines, by the words of schema.org. Nothing stands here that the page does not say.

Casaora has no shop in a city and, so far, no reviews: there is a service and the area that it is for, no address and no stars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.places.models import City
from bookings.cities.queries import Offer
from bookings.cities.questions import Question
from casaora.kit.money import EXPONENT, Money

CONTEXT = "https://schema.org"


def of_index() -> list[dict[str, Any]]:
    """Where the page of all cities stands."""
    return [_crumbs([(_("Cities"), reverse("cities:index"))])]


def of_city(city: City, offers: Sequence[Offer], questions: Sequence[Question]) -> list[dict[str, Any]]:
    """A city: what is offered, the questions, the way here."""
    services = [
        {"@type": "ListItem", "position": n, "name": offer.service.name, "url": settings.SITE_URL + _service_url(city, offer)}
        for n, offer in enumerate(offers, 1)
    ]
    listed = {"@context": CONTEXT, "@type": "ItemList", "itemListElement": services}
    return [_crumbs([(_("Cities"), reverse("cities:index")), (city.name, _city_url(city))]), listed, _faq(questions)]


def of_service(city: City, offer: Offer, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """One service in a city: its prices, the questions, the way here."""
    way = [(_("Cities"), reverse("cities:index")), (city.name, _city_url(city)), (offer.service.name, _service_url(city, offer))]
    return [{"@context": CONTEXT, **_service(city, offer)}, _faq(questions), _crumbs(way)]


def _service(city: City, offer: Offer) -> dict[str, Any]:
    return {
        "@type": "Service",
        "name": offer.service.name,
        "description": offer.service.description,
        "url": settings.SITE_URL + _service_url(city, offer),
        "areaServed": {"@type": "City", "name": city.name, "containedInPlace": {"@type": "Country", "name": city.market.name}},
        "provider": {"@type": "Organization", "name": "Casaora", "url": settings.SITE_URL},
        "offers": {
            "@type": "AggregateOffer", "priceCurrency": offer.low.currency, "offerCount": offer.people,
            "lowPrice": amount(offer.low), "highPrice": amount(offer.high),
            "priceSpecification": {
                "@type": "UnitPriceSpecification", "unitCode": "HUR", "priceCurrency": offer.low.currency,
                "minPrice": amount(offer.low), "maxPrice": amount(offer.high),
            },
        },
    }  # fmt: skip


def _faq(questions: Sequence[Question]) -> dict[str, Any]:
    told = [
        {"@type": "Question", "name": one.question, "acceptedAnswer": {"@type": "Answer", "text": one.answer}}
        for one in questions
    ]
    return {"@context": CONTEXT, "@type": "FAQPage", "mainEntity": told}


def _crumbs(way: Sequence[tuple[str, str]]) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": n, "name": name, "item": settings.SITE_URL + url}
        for n, (name, url) in enumerate(way, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def amount(price: Money) -> str:
    """A price as machines write it: ``39100``, or with decimals where there are any."""
    whole, rest = divmod(price.minor, 10 ** EXPONENT[price.currency])
    return f"{whole}.{rest:0{EXPONENT[price.currency]}d}" if rest else str(whole)


def _city_url(city: City) -> str:
    return reverse("cities:city", args=[city.slug])


def _service_url(city: City, offer: Offer) -> str:
    return reverse("cities:service", args=[city.slug, offer.service.slug])
