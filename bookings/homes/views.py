"""What a person sees first after signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.professionals.models import Professional
from bookings.homes import household
from bookings.issues.queries import open_of
from bookings.lifecycle import queries
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.pages import page_of
from payouts.ledger.models import Account
from payouts.ledger.queries import balance


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A household's: the next visit, what waits, what was. Others are sent to their own."""
    assert request.user.is_authenticated
    if request.user.kind == "professional":
        return redirect("professional:home")
    if request.user.kind == "staff":
        return redirect("admin:index")
    return render(request, "homes/customer.html", household.page_of(request.user.pk, clock.now()))


@login_required
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """Every booking of a household, newest first, 20 a page; narrowed by a link to what is ahead, waits, was done or ended."""
    assert request.user.is_authenticated
    show = request.GET.get("show", "")
    rows = queries.of_customer(request.user.pk).order_by("-starts_at")
    if show in household.SHOWN:
        rows = rows.filter(state__in=household.SHOWN[show])
    context = {"page": page_of(rows, request.GET.get("page")), "at": clock.now(), "show": show if show in household.SHOWN else ""}
    return render(request, "homes/bookings.html", context)


@login_required
@require_safe
def professional_home(request: HttpRequest) -> HttpResponse:
    """Hers: requests with their deadlines first, then today, the days ahead, and the money."""
    me = Professional.objects.select_related("city__market", "user").filter(pk=request.user.pk).first()
    if me is None:
        raise Http404
    at = clock.now()
    rows = queries.of_professional(me.pk)
    waiting = queries.requests_waiting(me.pk, at)
    ahead = queries.visits_ahead(rows, at)
    today = me.city.local(at).date()
    todays = [b for b in ahead if me.city.local(b.starts_at).date() == today]
    with as_verb():
        payable = -balance(Account.PAYABLE_TO, currency=me.city.market.currency, person_id=me.pk)
    return render(request, "homes/professional.html", {
        "me": me, "at": at, "zone": me.city.time_zone, "waiting": waiting, "today": todays,
        "ahead": [b for b in ahead if b not in todays][:10], "payable": payable,
        "names": queries.names_of_customers(waiting + ahead), "urgent": at + timedelta(hours=3), "issues": open_of(me.pk),
    })  # fmt: skip


@login_required
@require_safe
def professional_bookings(request: HttpRequest) -> HttpResponse:
    """Every visit and request of hers, newest first, 20 a page."""
    assert request.user.is_authenticated
    rows = queries.of_professional(request.user.pk).order_by("-starts_at")
    page: Any = page_of(rows, request.GET.get("page"))
    names = queries.names_of_customers(list(page.object_list))
    return render(request, "homes/professional_bookings.html", {"page": page, "names": names, "at": clock.now()})
