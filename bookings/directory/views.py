"""Search and the public profile. Visitors read them; a GET is one read-only transaction."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.professionals.models import Professional
from bookings.directory import guide as guiding
from bookings.directory import queries
from bookings.directory.comparison import comparison
from bookings.directory.profile import page_of
from bookings.directory.shown import search_page
from bookings.favorites import queries as favorites
from casaora.kit import clock
from casaora.kit.replica import for_visitors
from casaora.ratelimits import limited


@require_safe
@limited("search")
@for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Who does what, where and when, for how much: a plain GET form and its results."""
    return search_page(request, clock.now())


@require_safe
@limited("search")
@for_visitors
def compare(request: HttpRequest) -> HttpResponse:
    """Two or three people side by side: ``?who=…&who=…``."""
    return render(request, "directory/compare.html", comparison(request.GET, clock.now()))


@require_safe
@limited("search")
@for_visitors
def guide(request: HttpRequest) -> HttpResponse:
    """Five short questions, one page each, and then three people."""
    return render(request, "directory/guide.html", guiding.page(request.GET, clock.now()))


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
    return render(request, "directory/professional.html", page_of(person, request.GET, at) | _heart(request, person))


def _heart(request: HttpRequest, person: Professional) -> dict[str, bool]:
    """Whether the one who looks keeps her; of no meaning to other professionals and to staff."""
    kind = request.user.kind if request.user.is_authenticated else "visitor"
    is_kept = kind == "customer" and favorites.is_kept(request.user.pk or 0, person.pk)
    return {"is_visitor": kind == "visitor", "is_nobodys": kind not in ("visitor", "customer"), "is_kept": is_kept}
