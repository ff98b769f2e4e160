"""Three questions and a hold: what and when, where, review. State travels in the address until the review is posted."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.customers.models import Address, Customer
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from accounts.users.queries import is_verified
from bookings.availability.slots import at_local
from bookings.availability.week import week
from bookings.catalog.cancellation import Cancellation, divided
from bookings.catalog.models import Offering
from bookings.catalog.queries import extras_of, offerings_of, policies_of, policy_for
from bookings.catalog.quotes import Quote, QuoteRefused, all_in, quote
from bookings.flow.forms import Place, Review, WhatAndWhen
from bookings.flow.refusals import why
from bookings.lifecycle.requests import RequestRefused, SlotTaken, Wish
from bookings.lifecycle.requests import request as make_request
from casaora.kit import clock
from casaora.kit.pages import parsed
from casaora.kit.steps import By
from casaora.ratelimits import limited


def _professional(slug: str) -> tuple[Professional, list[Offering]]:
    professional = get_object_or_404(bookable(clock.now()).select_related("city", "neighborhood"), slug=slug)
    offerings = offerings_of(professional)
    if not offerings:
        raise Http404
    return professional, offerings


def _chosen(data: Any, offerings: list[Offering]) -> Offering:
    slug = data.get("service", "")
    return next((o for o in offerings if o.service.slug == slug), offerings[0])


def _step_1(data: Any, professional: Professional, offerings: list[Offering], *, bound: bool) -> WhatAndWhen:
    offering = _chosen(data, offerings)
    first = {"service": offering.service.slug, "minutes": data.get("minutes") or offering.minimum_minutes}
    return WhatAndWhen(
        data if bound else None, initial=first, offerings=offerings, offering=offering, extras=extras_of(offering)
    )  # fmt: skip


def _priced(professional: Professional, offerings: list[Offering], offering: Offering, at: datetime) -> dict[str, Any]:
    """Each offering with an hour's price and the chosen one's extras with theirs, our fee inside: nobody sees a price without it first."""
    held = policies_of(professional.city.market_id, at)
    policies = {o.pk: policy for o in offerings if (policy := held.get(o.service.category) or held.get(None))}
    mine, currency = policies.get(offering.pk), offering.rate.currency
    return {
        "offerings": [(o, all_in(o.rate, policies[o.pk])) for o in offerings if o.pk in policies],
        "extras": [(e, all_in(e.price(currency), mine)) for e in extras_of(offering)] if mine else [],
    }


def _start(data: Any, professional: Professional) -> str:
    """The start as the page writes it: given whole, or as a date and an hour of the city's clocks (links from search)."""
    if data.get("start"):
        return str(data["start"])
    day, clock_time = parsed(parse_date, data.get("date")), parsed(parse_time, data.get("time"))
    moment = at_local(professional.city.zone, day, clock_time) if day and day.year < 2200 and clock_time else None
    return moment.isoformat() if moment else ""


def _day(data: Any, professional: Professional) -> date | None:
    """The day to open: the one asked for, else that of the start that was chosen before."""
    if data.get("date"):
        return parsed(parse_date, data["date"])
    start = parsed(parse_datetime, data.get("start"))
    return professional.city.local(start).date() if start and start.tzinfo and 2000 < start.year < 2200 else None


def _minutes(data: Any, offering: Offering) -> int:
    text = str(data.get("minutes", ""))
    return max(int(text), offering.minimum_minutes) if text.isdecimal() and len(text) < 5 and int(text) <= 720 else offering.minimum_minutes


def _quote(professional: Professional, offering: Offering, extras: list[int], minutes: int, at: datetime) -> Quote:
    policy = policy_for(professional.city.market_id, offering.service.category, at)
    return quote(offering=offering, extras=extras_of(offering, extras), minutes=minutes, policy=policy)


@require_safe
@limited("search")
def what(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1. Also where a choice comes back that no longer fits, with the reason and the nearest free times."""
    professional, offerings = _professional(slug)
    at = clock.now()
    wants_next = "next" in request.GET
    form = _step_1(request.GET, professional, offerings, bound=wants_next)
    if wants_next and form.is_valid():
        query = {k: request.GET.getlist(k) for k in ("service", "minutes", "extras", "start")}
        return HttpResponseRedirect(f"{reverse('bookings:where', args=[slug])}?{urlencode(query, doseq=True)}")
    return render(request, "flow/what.html", _what_page(request, professional, offerings, form, at))


def _what_page(
    request: HttpRequest, professional: Professional, offerings: list[Offering], form: WhatAndWhen, at: datetime, **more: Any
) -> dict[str, Any]:
    data = request.GET
    offering = _chosen(data, offerings)
    minutes = _minutes(data, offering)
    extras = [int(e) for e in data.getlist("extras") if e.isdecimal() and len(e) < 19]
    try:
        price = _quote(professional, offering, extras, minutes, at)
    except (QuoteRefused, LookupError) as refused:
        price, more = None, {**more, "refused": why(refused)}
    page = {
        "professional": professional, "form": form, "offering": offering, **_priced(professional, offerings, offering, at), "minutes": minutes, "quote": price,
        "chosen_extras": extras, "zone": professional.city.time_zone, "start": _start(data, professional),
    }  # fmt: skip
    link = urlencode({"service": offering.service.slug, "minutes": minutes, "extras": extras}, doseq=True) + "&date="
    return {**page, "week": week(professional, minutes=minutes, at=at, chosen=_day(data, professional)), "link": link, **more}


def _complete_choice(request: HttpRequest, slug: str) -> tuple[Professional, Offering, WhatAndWhen] | None:
    professional, offerings = _professional(slug)
    form = _step_1(request.GET, professional, offerings, bound=True)
    return (professional, _chosen(request.GET, offerings), form) if form.is_valid() else None


def _summary(professional: Professional, offering: Offering, form: WhatAndWhen, at: datetime) -> dict[str, Any]:
    chosen = form.cleaned_data
    price = _quote(professional, offering, chosen["extras"], chosen["minutes"], at)
    terms, city = Cancellation.from_json(price.terms["cancellation"]), professional.city
    frame: dict[str, Any] = {"market": city.market_id, "zone": city.zone, "accepted_at": at, "starts_at": chosen["start"]}
    return {
        "professional": professional, "offering": offering, "zone": professional.city.time_zone, "starts_at": chosen["start"],
        "ends_at": chosen["start"] + timedelta(minutes=chosen["minutes"]), "minutes": chosen["minutes"],
        "quote": price, "schedule": divided(terms.spans(**frame), price.total, price.earning),
    }  # fmt: skip


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('bookings:request', args=[slug])}?{request.GET.urlencode()}")


@login_required
@require_safe
def where(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 2: the home. A new address is written on its own page, which comes back here."""
    assert request.user.is_authenticated
    choice = _complete_choice(request, slug)
    if choice is None:
        return _back(request, slug)
    professional, offering, form = choice
    place = Place(request.GET if "address" in request.GET or "next" in request.GET else None, customer_id=request.user.pk, city_id=professional.city_id)
    if place.is_bound and place.is_valid():
        query = request.GET.copy()
        query.pop("next", None)
        return HttpResponseRedirect(f"{reverse('bookings:review', args=[slug])}?{query.urlencode()}")
    try:
        summary = _summary(professional, offering, form, clock.now())
    except (QuoteRefused, LookupError):
        return _back(request, slug)
    return render(request, "flow/where.html", {**summary, "form": place, "choice": form, "query": request.GET.urlencode()})


@login_required
@require_http_methods(["GET", "POST"])
@limited("booking")
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 3: the whole price and what happens when; posting it makes the request and leads to the processor's page."""
    assert request.user.is_authenticated
    choice = _complete_choice(request, slug)
    place = Place(request.GET, customer_id=request.user.pk, city_id=choice[0].city_id) if choice else None
    if choice is None or place is None or not place.is_valid():
        return _back(request, slug)
    professional, offering, form = choice
    form_review = Review(request.POST if request.method == "POST" else None, initial={"form_token": uuid.uuid4()})
    if request.method == "POST" and form_review.is_valid():
        return _place(request, slug, offering, form, place.cleaned_data["address"], form_review)
    try:
        summary = _summary(professional, offering, form, clock.now())
    except (QuoteRefused, LookupError):
        return _back(request, slug)
    return render(request, "flow/review.html", {
        **summary, "form": form_review, "address": place.cleaned_data["address"], "query": request.GET.urlencode(),
        "is_verified": is_verified(request.user),
    })  # fmt: skip


def _place(request: HttpRequest, slug: str, offering: Offering, form: WhatAndWhen, address: Address, said: Review) -> HttpResponse:
    assert request.user.is_authenticated
    if not is_verified(request.user) or not Customer.objects.filter(pk=request.user.pk).exists():
        messages.error(request, _("Confirm your e-mail address first: we write to you about every visit."))
        return _back(request, slug)
    chosen, at = form.cleaned_data, clock.now()
    wish = Wish(
        offering_id=offering.pk, extras=tuple(chosen["extras"]), starts_at=chosen["start"], minutes=chosen["minutes"], address_id=address.pk,
        message=said.cleaned_data["message"], form_token=said.cleaned_data["form_token"], language=get_language() or "en",
    )  # fmt: skip
    try:
        booking = make_request(wish=wish, by=By("customer", request.user.pk), at=at)
    except (RequestRefused, QuoteRefused) as refused:
        return _refused(request, slug, refused, at)
    if booking.payment.session_url and booking.state == "pending_payment":
        response = redirect(booking.payment.session_url)
        response.status_code = 303
        return response
    return redirect("bookings:payment", booking.reference)


def _refused(request: HttpRequest, slug: str, refused: Exception, at: datetime) -> HttpResponse:
    """Step 1 again, with the reason and what is free nearby. Nothing was charged."""
    professional, offerings = _professional(slug)
    form = _step_1(request.GET, professional, offerings, bound=False)
    nearest = refused.nearest if isinstance(refused, SlotTaken) else []
    page = _what_page(request, professional, offerings, form, at, refused=why(refused), nearest=nearest)
    return render(request, "flow/what.html", page, status=409)
