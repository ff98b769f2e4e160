"""The professional's hours, days off, rules and areas. Every button is a plain submit; each form has its own address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.places.models import Neighborhood
from accounts.professionals.models import Professional
from bookings.availability import actions, queries
from bookings.availability.forms import (
    CLOCKS,
    DayOfWeek,
    DaysOff,
    YourAreas,
    YourRules,
    change_week,
    find_faults,
    hours_in,
    typed_week,
    week_of,
)
from bookings.availability.models import LONGEST_HORIZON, Rules, TimeOff
from bookings.availability.picture import draw
from bookings.availability.preview import preview
from bookings.availability.slots import Range
from casaora.design import dates
from casaora.kit import clock
from casaora.kit.pages import part_of
from casaora.kit.steps import By
from casaora.ratelimits import limited


def _herself(request: HttpRequest) -> Professional:
    """404 for anybody who is not a professional."""
    return get_object_or_404(Professional.objects.select_related("city__market", "rules"), pk=request.user.pk)


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"professional_id": request.user.pk, "by": By("professional", request.user.pk), "at": clock.now()}


@never_cache
@login_required
@require_safe
def availability(request: HttpRequest) -> HttpResponse:
    """A normal week, days off, rules, areas, and a picture of this week."""
    return _page(request)


def _page(request: HttpRequest, *, week: list[DayOfWeek] | None = None, is_draft: bool = False, **forms: Any) -> HttpResponse:
    """The whole page; what was typed and is not saved takes the place of what is stored."""
    her, at = _herself(request), clock.now()
    diary = queries.diary(her, at - timedelta(days=7), at + timedelta(days=7))
    places = list(Neighborhood.objects.filter(city=her.city).order_by("name"))
    week = week or week_of(diary.weekly)
    has_faults = any(day.error for day in week)
    context = {
        "professional": her,
        "week": week,
        "week_hours": sum(end - start for _day, start, end in hours_in(week)) // 60,
        "week_error": has_faults,
        "seen": [] if has_faults else preview(diary, hours_in(week), at),
        "is_draft": is_draft,
        "clocks": CLOCKS,
        "picture": draw(diary, at),
        "time_off": [_off(off, her) for off in TimeOff.objects.filter(professional=her, ends_at__gt=at)],
        "off_form": forms.get("off") or DaysOff(),
        "rules_form": forms.get("rules") or YourRules(None, diary.rules),
        "places": places,
        "served": set(her.served_areas.values_list("neighborhood_id", flat=True)),
    }
    context["form"] = next((form for form in forms.values() if form is not None), None)  # for the title after an error
    return render(request, "availability/page.html", context)


def _off(off: TimeOff, her: Professional) -> dict[str, Any]:
    first, last = her.city.local(off.starts_at), her.city.local(off.ends_at - timedelta(minutes=1))
    words = dates.long_day(first) if first.date() == last.date() else f"{dates.short_day(first)} – {dates.short_day(last)}"
    if off.ends_at - off.starts_at < timedelta(hours=20):  # a part of a day
        words += f", {dates.hour(first)}–{dates.hour(her.city.local(off.ends_at))}"
    return {"pk": off.pk, "words": words, "note": off.note}


@login_required
@part_of("professional:availability")
@require_POST
@limited("write")
def week(request: HttpRequest) -> HttpResponse:
    """Save the week; or add, remove, copy or look, and show the form again, not saved yet."""
    _herself(request)
    days = typed_week(request.POST)
    is_changed, is_faulty = change_week(days, request.POST), find_faults(days)
    if is_changed or is_faulty or "preview" in request.POST:
        return _page(request, week=days, is_draft=True)
    try:
        actions.set_week(hours=hours_in(days), **_who(request))
    except actions.HoursMakeNoSense as refused:  # what the form did not see
        days[refused.weekday].error = _("The end comes after the beginning")
        return _page(request, week=days, is_draft=True)
    messages.success(request, _("Your week is saved. Visits that are agreed stay as they are."))
    return redirect("professional:availability")


@login_required
@part_of("professional:availability")
@require_POST
@limited("write")
def time_off(request: HttpRequest) -> HttpResponse:
    """Take days off."""
    form = DaysOff(request.POST)
    her = _herself(request)
    if form.is_valid():
        starts_at, ends_at = form.span(her.city)
        try:
            actions.take_time_off(starts_at=starts_at, ends_at=ends_at, note=form.cleaned_data["note"], **_who(request))
        except actions.TimeOffMakesNoSense:
            form.add_error("last", _("Those days have passed"))
        else:
            messages.success(request, _("Enjoy. Nobody can book you on those days."))
            if _is_booked(her, starts_at, ends_at):
                messages.info(request, _("Something is booked in that time. It stays: look at your week, and cancel it yourself if you must."))
            return redirect("professional:availability")
    return _page(request, off=form)


def _is_booked(her: Professional, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether something of hers lies in that time; looked for as far ahead as anything can be booked."""
    at = clock.now()
    first, last = max(starts_at, at), min(ends_at, at + timedelta(days=LONGEST_HORIZON + 2))
    return first < last and any(busy.overlaps(Range(first, last)) for busy in queries.diary(her, first, last).busy)


@login_required
@require_POST
@limited("write")
def time_off_removal(request: HttpRequest, time_off_id: int) -> HttpResponse:
    """Work on those days after all."""
    try:
        actions.remove_time_off(time_off_id=time_off_id, by=By("professional", request.user.pk), at=clock.now())
    except actions.NotYours:
        raise Http404 from None
    messages.success(request, _("Removed. You can be booked on those days again."))
    return redirect("professional:availability")


@login_required
@part_of("professional:availability")
@require_POST
@limited("write")
def rules(request: HttpRequest) -> HttpResponse:
    """Set her rules; they hold for new requests."""
    her = _herself(request)
    form = YourRules(request.POST, getattr(her, "rules", None) or Rules())
    if form.is_valid():
        actions.set_rules(wishes=form.wishes(), **_who(request))
        messages.success(request, _("Your rules are saved."))
        return redirect("professional:availability")
    return _page(request, rules=form)


@login_required
@part_of("professional:availability")
@require_POST
@limited("write")
def areas(request: HttpRequest) -> HttpResponse:
    """Set the neighborhoods she goes to."""
    her = _herself(request)
    form = YourAreas(request.POST, list(Neighborhood.objects.filter(city=her.city)))
    if form.is_valid():
        actions.set_areas(neighborhoods=form.cleaned_data["areas"], **_who(request))
        messages.success(request, _("Your neighborhoods are saved."))
        return redirect("professional:availability")
    return _page(request, areas=form)
