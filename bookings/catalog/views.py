"""What a professional offers and for how much: one page, each form with its own address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.professionals.models import Professional
from bookings.catalog import actions, queries
from bookings.catalog.forms import AddExtra, Offer, offer_form
from bookings.catalog.models import Extra, Offering
from bookings.catalog.shown import Held, Shown, as_data, ended, shown
from casaora.kit import clock
from casaora.kit.pages import part_of
from casaora.kit.steps import By
from casaora.ratelimits import limited


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": By("professional", request.user.pk), "at": clock.now()}


def _page(request: HttpRequest, *, new: Offer | None = None, changed: Offer | None = None, extra: AddExtra | None = None, at_id: int = 0) -> HttpResponse:
    """The page; a form that was refused, or only looked at, takes the place of its empty twin (``at_id``: the offering's)."""
    her = get_object_or_404(Professional.objects.select_related("city__market"), pk=request.user.pk)
    offerings, currency = queries.offerings_of(her), her.city.market.currency
    held = queries.policies_of(her.city.market_id, clock.now())
    taken, services = {offering.service_id for offering in offerings}, queries.services()
    others = [service for service in services if service.pk not in taken]
    rows = [_row(o, held, changed if at_id == o.pk else None, extra if at_id == o.pk else None) for o in offerings]
    categories = {service.pk: service.category for service in services}
    context = {
        "rows": rows,
        "new_form": new or (Offer(services=others, currency=currency) if others else None),
        "new_prices": _typed(new, categories, held) if new else None,
        "ended": ended(queries.ended_of(her), held),
        "data": as_data(services, currency, held),
        "form": new or changed or extra,
    }
    return render(request, "catalog/offerings.html", context)


def _row(offering: Offering, held: Held, changed: Offer | None, extra: AddExtra | None) -> dict[str, Any]:
    """One offering with its forms: what it says now, and what the form beside it says (``typed``)."""
    now = shown(offering.rate, offering.minimum_minutes, offering.service.category, held)
    return {
        "offering": offering, "prices": now, "form": changed or offer_form(offering), "is_open": changed is not None,
        "typed": _typed(changed, {offering.service_id: offering.service.category}, held) if changed else now,
        "extra_form": extra or AddExtra(None, offering),
        "extras": [(e, e.price(offering.currency)) for e in getattr(offering, "live_extras", ())],
    }  # fmt: skip


def _typed(form: Offer, categories: dict[int, str], held: Held) -> Shown | None:
    """The prices that a form which makes sense would have."""
    if form.errors:
        return None
    given = form.cleaned_data
    return shown(given["rate"], given["minimum"], categories[given["service"]], held)


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def offerings(request: HttpRequest) -> HttpResponse:
    """Everything she offers; POST offers one more service, changes one (the form says which), or only looks at the prices."""
    if request.method != "POST":
        return _page(request)
    her = get_object_or_404(Professional.objects.select_related("city__market"), pk=request.user.pk)
    form = Offer(request.POST, services=queries.services(), currency=her.city.market.currency)
    if not form.is_valid() or "preview" in request.POST:
        return _again(request, her, form)
    try:
        actions.offer(professional_id=her.pk, **form.wishes(), **_who(request))
    except actions.WrongPrice:
        form.add_error("rate", _("Round the amount to hundreds, such as 34.000 or 34.500"))
        return _again(request, her, form)
    messages.success(request, _("Saved. Families see the new price now; agreed visits keep theirs."))
    return redirect("professional:offerings")


def _again(request: HttpRequest, her: Professional, form: Offer) -> HttpResponse:
    """Back to the form that it came from, not saved: the offering's own, or the one for a new service."""
    own = Offering.objects.filter(professional=her, is_live=True, service=form.data.get("service") or 0) if _is_number(form) else Offering.objects.none()
    existing = own.select_related("service").first()
    if existing is None:
        return _page(request, new=form)
    again = offer_form(existing, request.POST)
    again.is_valid()
    return _page(request, changed=again, at_id=existing.pk)


def _is_number(form: Offer) -> bool:
    return str(form.data.get("service", "")).isdecimal() and len(str(form.data["service"])) < 18


@login_required
@require_POST
@limited("write")
def offering_end(request: HttpRequest, offering_id: int) -> HttpResponse:
    """Offer it no longer."""
    try:
        actions.stop_offering(offering_id=offering_id, **_who(request))
    except (actions.NotYours, Offering.DoesNotExist):
        raise Http404 from None
    messages.success(request, _("You no longer offer it. Agreed visits stay."))
    return redirect("professional:offerings")


@login_required
@part_of("professional:offerings")
@require_POST
@limited("write")
def extras(request: HttpRequest, offering_id: int) -> HttpResponse:
    """Add an extra to one of her offerings."""
    offering = get_object_or_404(Offering, pk=offering_id, professional=request.user.pk)
    form = AddExtra(request.POST, offering)
    if not form.is_valid():
        return _page(request, extra=form, at_id=offering.pk)
    try:
        actions.add_extra(offering_id=offering.pk, **form.cleaned_data, **_who(request))
    except actions.WrongPrice:
        form.add_error("price", _("Round the amount to hundreds, such as 34.000 or 34.500"))
        return _page(request, extra=form, at_id=offering.pk)
    messages.success(request, _("Added."))
    return redirect("professional:offerings")


@login_required
@require_POST
@limited("write")
def extra_removal(request: HttpRequest, extra_id: int) -> HttpResponse:
    """Take an extra off the list."""
    try:
        actions.remove_extra(extra_id=extra_id, **_who(request))
    except (actions.NotYours, Extra.DoesNotExist):
        raise Http404 from None
    messages.success(request, _("Removed."))
    return redirect("professional:offerings")
