"""The page that moves time, where time may be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from accounts.places.queries import home_zone
from casaora.demo import travel
from casaora.kit import clock
from casaora.ratelimits import limited
from payouts.batches import cutoffs

LEAPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "two-days": timedelta(days=2)}
#: The next payout, and so much more that it has been planned and sent.
PAYOUT, AFTERWARDS = "payout", timedelta(minutes=2)
#: A journey that is shown as under way is never longer.
LONGEST = timedelta(days=5)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("write")
def demo_clock(request: HttpRequest) -> HttpResponse:
    """What time it is, and four buttons that advance it and run what comes due. 404 where people really live."""
    if (settings.IS_DEPLOYED and not settings.IS_REHEARSAL) or not settings.DEMO_CLOCK:
        raise Http404
    now, zone = clock.now(), ZoneInfo(home_zone())
    next_payout = cutoffs.following(now, zone)
    if request.method == "POST":
        return _leap(request, now, next_payout)
    until = _under_way(request.GET.get("until", ""), now)
    page = {"zone": zone.key, "next_payout": next_payout, "leaps": _leaps(), "until": until}
    response = render(request, "demo/clock.html", page)
    if until:
        response["Refresh"] = "1"
    return response


def _leaps() -> list[tuple[str, str]]:
    return [("hour", _("1 hour")), ("day", _("1 day")), ("two-days", _("2 days")), (PAYOUT, _("To the next payout"))]


def _leap(request: HttpRequest, now: datetime, next_payout: datetime) -> HttpResponse:
    chosen = request.POST.get("leap", "")
    by = next_payout + AFTERWARDS - now if chosen == PAYOUT else LEAPS.get(chosen)
    here = reverse("demo:clock")
    if by is None:
        return HttpResponseRedirect(here)
    if settings.IS_TEST:  # there is no worker, and the login may do a worker's work
        travel.forward(by)
        return HttpResponseRedirect(here)
    try:
        travel.go.apply_async(args=[int(by.total_seconds())], retry=False)
    except (OperationalError, OSError):
        messages.error(request, _("The worker is away, and it is the one that moves the clock. Start everything with “make run”."))
        return HttpResponseRedirect(here)
    return HttpResponseRedirect(f"{here}?{urlencode({'until': (now + by).isoformat(timespec='seconds')})}")


def _under_way(wanted: str, now: datetime) -> datetime | None:
    """Where the clock is going, while it has not come there."""
    try:
        until = parse_datetime(wanted)
    except ValueError:
        return None
    if until is None or until.tzinfo is None:
        return None
    return until if timedelta(seconds=2) < until - now < LONGEST else None
