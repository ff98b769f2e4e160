"""A visit as a file, and the private address of one's calendar."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_POST, require_safe

from accounts.users.queries import signed_in
from bookings.calendars import actions, entries, ics
from bookings.calendars.models import CalendarFeed
from bookings.lifecycle.models import Booking
from bookings.lifecycle.views import mine, names_of
from casaora.kit import clock
from casaora.kit.acting import acting
from casaora.kit.pages import part_of
from casaora.kit.steps import By
from casaora.ratelimits import limited

TYPE = "text/calendar; charset=utf-8"


@login_required
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One visit as a file; one that will not be says CANCEL. 404 for strangers, and before the hold is in place."""
    booking, by = mine(request, reference)
    if booking.authorized_at is None:
        raise Http404
    row = entries.with_changes(Booking.objects.filter(pk=booking.pk)).values_list("changes", "changed_at").get()
    booking.changes, booking.changed_at = row  # type: ignore[attr-defined]
    event = entries.event(booking, role=by.role, customer_name=names_of(booking) if by.role == "professional" else "")
    method = ics.CANCEL if event.status == ics.CANCELLED else ics.PUBLISH
    body = ics.calendar([event], name="Casaora", method=method, organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1], zone=booking.city.time_zone)
    return HttpResponse(body, content_type=f"{TYPE}; method={method}", headers={
        "Content-Disposition": f'attachment; filename="casaora-{booking.reference}.ics"', "Cache-Control": "private, no-store",
    })  # fmt: skip


@require_safe
@limited("feed")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar that a secret address opens; 404 for any other. Each read asks the database as that person, so it shows what their pages do."""
    person = actions.reader_of(secret)
    if person is None:
        raise Http404
    is_professional = person.kind == "professional"
    with acting(person=person.pk), override(person.language):
        visits = entries.of_person(person.pk, is_professional=is_professional, at=clock.now())
        body = ics.calendar(visits, name=_("Visits with Casaora"), zone=person.professional.city.time_zone if is_professional else "")
    tag = f'"{actions.hashed(body.decode())[:32]}"'
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}

    @condition(etag_func=lambda _request: tag)
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(body, content_type=TYPE, headers=headers)

    return answer(request)


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the address is for, whether there is one, and the buttons."""
    return render(request, "calendars/page.html", {"feed": CalendarFeed.objects.filter(person_id=signed_in(request)).first()})


@never_cache
@login_required
@limited("write")
@part_of("bookings:calendar")
@require_POST
def new_address(request: HttpRequest) -> HttpResponse:
    """Shown this once, on the answer itself: nothing that could keep it has it."""
    secret = actions.new_address(by=By("customer", signed_in(request)), at=clock.now())
    address = f"{settings.SITE_URL}{reverse('calendar_feed', args=[secret])}"
    feed = CalendarFeed.objects.filter(person_id=signed_in(request)).first()
    return render(request, "calendars/page.html", {"feed": feed, "own_address": address, "webcal": f"webcal://{address.partition('://')[2]}"})


@login_required
@limited("write")
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """End it."""
    actions.take_back(by=By("customer", signed_in(request)), at=clock.now())
    messages.success(request, _("The address does not work any more."))
    return redirect("bookings:calendar")
