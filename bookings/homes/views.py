"""What a person sees first after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bookings.issues.queries import open_of
from bookings.lifecycle import process, queries
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
    at = clock.now()
    rows = queries.of_customer(request.user.pk)
    ahead = queries.visits_ahead(rows, at)
    waiting = list(rows.filter(state__in=(process.PENDING, process.AUTHORIZED)).order_by("starts_at")[:20])
    past = list(rows.filter(state__in=process.FINAL).order_by("-starts_at")[:5])
    return render(request, "homes/customer.html", {"next": ahead[0] if ahead else None, "ahead": ahead[1:], "waiting": waiting, "past": past, "at": at, "issues": open_of(request.user.pk)})


@login_required
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """Every booking of a household, newest first, 20 a page."""
    assert request.user.is_authenticated
    rows = queries.of_customer(request.user.pk).order_by("-starts_at")
    return render(request, "homes/bookings.html", {"page": page_of(rows, request.GET.get("page")), "at": clock.now()})
