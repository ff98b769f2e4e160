"""What machines read before they read pages: the list of addresses, and what is not for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bookings.cities.queries import people as bookable_somewhere
from casaora.kit import clock, sitemap
from casaora.kit.everyone import for_everyone
from casaora.kit.sitemap import Place

HOUR = 3600
#: Somebody's own, or a machine's door: after the language, and without one.
OWN = ("account", "bookings", "home", "professional", "preferences", "outbox", "clock", "design")
DOORS = ("admin", "webhooks", "csp-reports", "preferences")
PAGES = ("home", "how", "pricing", "trust", "money", "professionals", "about", "terms", "privacy", "cookies", "data-rights")


def places(at: datetime) -> Iterator[Place]:
    """The pages of this package, and the search that they lead to."""
    yield from (Place(f"pages:{name}") for name in PAGES)
    yield Place("directory:search")


def people(at: datetime) -> Iterator[Place]:
    """The profile of everybody who can be booked, last: where there are too many for one file, pages of cities lead to the others."""
    slugs = bookable_somewhere(at).order_by("pk").values_list("slug", flat=True)[: sitemap.AT_MOST]
    yield from (Place("directory:professional", {"slug": slug}) for slug in slugs)


@for_everyone(HOUR)
def addresses(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``: every place in each language, with the same place in the others."""
    rows = [(sitemap.addresses(place), place.changed_at) for place in sitemap.places(clock.now())]
    return render(request, "pages/sitemap.xml", {"rows": rows}, content_type="application/xml")


@for_everyone(HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: in production what is public is for machines too; anywhere else nothing is."""
    return HttpResponse("\n".join(_rules()) + "\n", content_type="text/plain; charset=utf-8")


def _rules() -> Iterator[str]:
    yield "User-agent: *"
    if settings.ENVIRONMENT != "production":
        yield "Disallow: /"
        return
    yield from (f"Disallow: /{name}/" for name in DOORS)
    yield from (f"Disallow: /{code}/{name}/" for code, _name in settings.LANGUAGES for name in OWN)
    yield ""
    yield f"Sitemap: {settings.SITE_URL}/sitemap.xml"
