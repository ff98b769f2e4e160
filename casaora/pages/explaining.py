"""The pages that explain, each the same for everyone; the answers of the two calculators, which depend on what was typed, are not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bookings.catalog.queries import NoPolicy
from casaora.kit import clock
from casaora.kit.everyone import for_everyone
from casaora.kit.replica import for_visitors
from casaora.pages import calculators, facts, queries, words
from casaora.ratelimits import limited

LONG = 900


@for_everyone(LONG)
def how(request: HttpRequest) -> HttpResponse:
    """From the search to the payout, for both sides; what happens when plans change."""
    context = {"stages": words.stages(), "plans": words.plans(), "receipt": queries.receipt(), "facts": facts.page("pages:how", words.TITLES["how"]())}
    return render(request, "pages/how.html", context)


@for_everyone(LONG)
@for_visitors
def pricing(request: HttpRequest) -> HttpResponse:
    """Where every peso goes: the calculator as it begins, real prices, what goes back when a visit is canceled."""
    return render(request, "pages/pricing.html", _pricing(request))


@require_safe
@limited("calculator")
def pricing_answer(request: HttpRequest) -> HttpResponse:
    """The same page with an answer, or with ``part`` the receipt alone."""
    if "part" in request.GET:
        return _part(request, "pages/parts/price.html", calculators.Visit)
    return render(request, "pages/pricing.html", _pricing(request) | _answered("pages:pricing"))


@for_everyone(LONG)
@for_visitors
def professionals(request: HttpRequest) -> HttpResponse:
    """Work with Casaora: what it brings, how it begins, what is promised."""
    return render(request, "pages/professionals.html", _professionals(request))


@require_safe
@limited("calculator")
def earnings_answer(request: HttpRequest) -> HttpResponse:
    """The same page with an answer, or with ``part`` the receipt alone."""
    if "part" in request.GET:
        return _part(request, "pages/parts/earnings.html", calculators.Work)
    return render(request, "pages/professionals.html", _professionals(request) | _answered("pages:professionals"))


@for_everyone(LONG)
def trust(request: HttpRequest) -> HttpResponse:
    """What is checked before the first visit and during it, and what a check cannot know."""
    context = {"checks": words.checks(), "day": words.on_the_day(), "money": words.your_money(), "receipt": queries.receipt()}
    context["facts"] = facts.page("pages:trust", words.TITLES["trust"]())
    return render(request, "pages/trust.html", context)


@for_everyone(LONG)
def money(request: HttpRequest) -> HttpResponse:
    """How the money works: one trail, one receipt, and what happens when something does not."""
    context = {"receipt": queries.receipt(), "steps": queries.steps(), "facts": facts.page("pages:money", words.TITLES["money"]())}
    return render(request, "pages/money.html", context)


@for_everyone(LONG)
@for_visitors
def about(request: HttpRequest) -> HttpResponse:
    """Why there is a Casaora, what it will not do, and where it is."""
    context = {"cities": queries.open_cities(), "receipt": queries.receipt(), "facts": facts.page("pages:about", words.TITLES["about"]())}
    return render(request, "pages/about.html", context)


def _pricing(request: HttpRequest) -> dict[str, Any]:
    at = clock.now()
    shown = {"facts": [facts.page("pages:pricing", words.TITLES["pricing"]()), facts.questions(words.price_questions())]}
    shown |= queries.prices(at) | {"questions": words.price_questions()}
    try:
        place = calculators.place(request.GET.get("market"), at)
    except NoPolicy:
        return shown
    return shown | {"form": place.form(calculators.Visit, request.GET), "canceling": words.canceling(place.policies[None])}


def _professionals(request: HttpRequest) -> dict[str, Any]:
    shown = {"facts": facts.page("pages:professionals", words.TITLES["professionals"]())}
    try:
        place = calculators.place(request.GET.get("market"), clock.now())
    except NoPolicy:
        return shown
    return shown | {"form": place.form(calculators.Work, request.GET)}


def _answered(name: str) -> dict[str, Any]:
    """The address that this page is known by, and that this one is an answer."""
    return {"page_address": reverse(name), "is_answer": True}


def _part(request: HttpRequest, template: str, kind: type[calculators.Figures]) -> HttpResponse:
    try:
        place = calculators.place(request.GET.get("market"), clock.now())
    except NoPolicy:
        raise Http404 from None
    return render(request, template, {"form": place.form(kind, request.GET)})
