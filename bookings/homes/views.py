"""What a person sees first after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bookings.homes import household
from bookings.lifecycle import queries
from casaora.kit import clock
from casaora.kit.pages import page_of


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
