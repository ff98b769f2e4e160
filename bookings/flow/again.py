"""The same again: who, what, how long, where, at the next free time like the last. It chooses; the review asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.customers.queries import address_book
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from bookings.availability.queries import diary
from bookings.availability.slots import Slot, slots
from bookings.catalog.models import Offering
from bookings.catalog.queries import extras_of, offerings_of
from bookings.catalog.quotes import EXTRA, WORK
from bookings.lifecycle import queries
from bookings.lifecycle.models import Booking
from casaora.kit import clock
from casaora.ratelimits import limited

#: How far ahead a time like the last one is looked for.
DAYS = 35


def minutes_of(booking: Booking) -> int:
    """What was booked, without the extra time that came later."""
    return next((line.minutes for line in booking.lines if line.kind == WORK and line.minutes), booking.minutes)


def like_the_last(booking: Booking, professional: Professional, minutes: int, at: datetime) -> Slot | None:
    """The next free start on the same weekday at the same hour; else at that hour on any day; else the next one at all."""
    city = professional.city
    then, today = city.local(booking.starts_at), city.local(at).date()
    free = slots(diary(professional, at, at + timedelta(days=DAYS + 1)), minutes=minutes, first_date=today, days=DAYS, at=at)
    same_hour = [slot for slot in free if city.local(slot.starts_at).time() == then.time()]
    same_day = [slot for slot in same_hour if city.local(slot.starts_at).weekday() == then.weekday()]
    return next(iter((*same_day[:1], *same_hour[:1], *free[:1])), None)


def choice_of(booking: Booking, offering: Offering, start: Slot, minutes: int) -> dict[str, object]:
    """The query of the review page: extras by their names, if they are still offered; the home, if it is still in the book."""
    names = {line.name_en for line in booking.lines if line.kind == EXTRA}
    chosen: dict[str, object] = {
        "service": offering.service.slug, "minutes": minutes, "start": start.starts_at.isoformat(),
        "extras": [extra.pk for extra in extras_of(offering) if extra.name_en in names],
    }  # fmt: skip
    home = address_book(booking.customer_id).filter(line=booking.address_line, neighborhood_id=booking.neighborhood_id).first()
    return {**chosen, "address": home.pk} if home else chosen


@login_required
@require_safe
@limited("search")
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Leads to the review with everything chosen, or to the first question that has no answer any more. 404 for others' bookings."""
    assert request.user.is_authenticated
    booking = queries.of_customer(request.user.pk).filter(reference=reference).first()
    if booking is None:
        raise Http404
    at, service = clock.now(), booking.offering.service
    professional = bookable(at).select_related("city", "neighborhood").filter(pk=booking.professional_id).first()
    if professional is None:
        messages.info(request, _("%(name)s takes no visits for now. These people do the same.") % {"name": booking.professional.given_names})
        return redirect(f"{reverse('directory:search')}?{urlencode({'service': service.slug, 'city': booking.city.slug})}")
    start_over = reverse("bookings:request", args=[professional.slug])
    offering = next((o for o in offerings_of(professional) if o.service_id == service.pk), None)
    if offering is None:
        messages.info(request, _("%(name)s does not offer this any more. Choose something else.") % {"name": professional.given_names})
        return redirect(start_over)
    minutes = max(minutes_of(booking), offering.minimum_minutes)
    start = like_the_last(booking, professional, minutes, at)
    if start is None:
        messages.info(request, _("No time that long is free in the coming weeks. Choose a shorter visit or a later day."))
        return redirect(f"{start_over}?{urlencode({'service': service.slug, 'minutes': minutes})}")
    chosen = choice_of(booking, offering, start, minutes)
    messages.info(request, _("As last time, at the next free hour like it. Change what you like: nothing is booked yet."))
    page = "bookings:review" if "address" in chosen else "bookings:where"
    return redirect(f"{reverse(page, args=[professional.slug])}?{urlencode(chosen, doseq=True)}")
