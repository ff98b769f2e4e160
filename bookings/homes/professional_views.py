"""The professional's pages of this package: her first page and all her bookings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.photos.models import Photo
from accounts.professionals.models import Professional
from bookings.availability.models import WeeklyRange
from bookings.catalog.models import Offering
from bookings.homes.calendar import week
from bookings.homes.todos import todos
from bookings.homes.workday import SHOWN, by_month, workday
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
    portrait = Photo.objects.filter(professional=OuterRef("pk"), kind=Photo.PORTRAIT).exclude(state=Photo.REFUSED)
    found = {"offers": Exists(offers), "works": Exists(works), "has_portrait": Exists(portrait)}
    rows = Professional.objects.select_related("city__market", "neighborhood", "user").annotate(**found)
    me: Any = get_object_or_404(rows, pk=request.user.pk)
    at = clock.now()
    money = overview(me, at)
    return render(request, "homes/professional.html", {
        "me": me, "at": at, "zone": me.city.time_zone, "hour": me.city.local(at).hour, "day": workday(me, at), "issues": open_of(me.pk),
        "todos": todos(me, money.account, at, offers=me.offers, works=me.works, has_portrait=me.has_portrait), "money": money, "weeks": weeks_of(me, at),
        "market_zone": me.city.market.time_zone,
    })  # fmt: skip


@never_cache
@login_required
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """Every visit and request of hers by month, newest first, 20 a page; ``show`` leaves only those to come, done, or come to nothing."""
    me = get_object_or_404(Professional.objects.select_related("city"), pk=request.user.pk)
    show = request.GET.get("show", "")
    rows = queries.of_professional(me.pk).order_by("starts_at" if show == "ahead" else "-starts_at", "-pk")
    page: Any = page_of(rows.filter(state__in=SHOWN[show]) if show in SHOWN else rows, request.GET.get("page"))
    listed = list(page.object_list)
    context = {
        "page": page, "months": by_month(listed, me.city), "names": queries.names_of_customers(listed), "show": show if show in SHOWN else "",
        "choices": [("", _("All")), ("ahead", _("To come")), ("done", pgettext("bookings", "Done")), ("over", _("Came to nothing"))],
    }  # fmt: skip
    return render(request, "homes/professional_bookings.html", context)


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One week of hers as a picture and in words; ``week`` is any day of it. Nonsense, or a day too far away, is this week."""
    me = get_object_or_404(Professional.objects.select_related("city__market", "rules"), pk=request.user.pk)
    shown = week(me, clock.now(), parsed(parse_date, request.GET.get("week")))
    return render(request, "homes/calendar.html", {"week": shown, "zone": me.city.time_zone})
