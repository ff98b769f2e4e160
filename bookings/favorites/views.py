"""The heart is a form that works on any page, and comes back to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.customers.models import Customer
from accounts.professionals.models import Professional
from accounts.users.queries import signed_in
from bookings.favorites import actions, queries
from casaora.kit import clock
from casaora.kit.pages import own_path, page_of
from casaora.kit.steps import By
from casaora.ratelimits import limited


@login_required
@require_safe
def favorites(request: HttpRequest) -> HttpResponse:
    """The household's list, twenty a page."""
    get_object_or_404(Customer, pk=signed_in(request))
    return render(request, "favorites/page.html", {"page": page_of(queries.of_customer(signed_in(request), clock.now()), request.GET.get("page"))})


@login_required
@limited("write")
@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Give her the heart. 404 for nobody, and for who is no household."""
    try:
        actions.keep(slug=slug, by=By("customer", signed_in(request)), at=clock.now())
    except (Customer.DoesNotExist, Professional.DoesNotExist):
        raise Http404 from None
    except actions.TooMany:
        messages.error(request, _("Your list is full. Take somebody off it first."))
    else:
        messages.success(request, _("On your list."))
    return _back(request)


@login_required
@limited("write")
@require_POST
def let_go(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it back."""
    get_object_or_404(Customer, pk=signed_in(request))
    actions.let_go(slug=slug, by=By("customer", signed_in(request)), at=clock.now())
    messages.success(request, _("Off your list."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(own_path(request, request.POST.get("next", ""), reverse("bookings:favorites")))
