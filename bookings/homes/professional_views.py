"""The professional's pages of this package: her first page and all her bookings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.professionals.models import Professional
from bookings.availability.models import WeeklyRange
from bookings.catalog.models import Offering
from bookings.homes.calendar import week
from bookings.homes.todos import todos
from bookings.homes.workday import workday
from bookings.issues.queries import open_of
from bookings.lifecycle import queries
from casaora.kit import clock
from casaora.kit.pages import page_of, parsed
from payouts.batches.figures import weeks_of
from payouts.batches.statements import overview


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Requests with their deadlines first, then today as a way through the city, what waits for her, the days ahead, the money."""
    offers = Offering.objects.filter(professional=OuterRef("pk"), is_live=True)
    works = WeeklyRange.objects.filter(professional=OuterRef("pk"))
    rows = Professional.objects.select_related("city__market", "neighborhood", "user").annotate(offers=Exists(offers), works=Exists(works))
    me: Any = get_object_or_404(rows, pk=request.user.pk)
    at = clock.now()
    money = overview(me, at)
    return render(request, "homes/professional.html", {
        "me": me, "at": at, "zone": me.city.time_zone, "hour": me.city.local(at).hour, "day": workday(me, at), "issues": open_of(me.pk),
        "todos": todos(me, money.account, at, offers=me.offers, works=me.works), "money": money, "weeks": weeks_of(me, at),
        "market_zone": me.city.market.time_zone,
    })  # fmt: skip


@login_required
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """Every visit and request of hers, newest first, 20 a page."""
    assert request.user.is_authenticated
    rows = queries.of_professional(request.user.pk).order_by("-starts_at")
    page: Any = page_of(rows, request.GET.get("page"))
    names = queries.names_of_customers(list(page.object_list))
    return render(request, "homes/professional_bookings.html", {"page": page, "names": names, "at": clock.now()})


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One week of hers as a picture and in words; ``week`` is any day of it. Nonsense, or a day too far away, is this week."""
    me = get_object_or_404(Professional.objects.select_related("city__market", "rules"), pk=request.user.pk)
    shown = week(me, clock.now(), parsed(parse_date, request.GET.get("week")))
    return render(request, "homes/calendar.html", {"week": shown, "zone": me.city.time_zone})
