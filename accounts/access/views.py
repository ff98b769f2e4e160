"""Where one is signed in, and the end of it."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import sessions
from accounts.access.models import OpenSession
from accounts.places.queries import home_zone
from accounts.users.queries import signed_in
from casaora.kit import clock
from casaora.ratelimits import limited


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The browsers that are signed in as this person."""
    rows = sessions.open_of(signed_in(request))
    here = [row for row in rows if row.session_key == request.session.session_key]
    others = [row for row in rows if row not in here]
    return render(request, "accounts/sessions.html", {"here": here[0] if here else None, "browser": sessions.browser_of(request), "others": others, "zone": home_zone()})


@login_required
@require_POST
@limited("write")
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one of the other browsers out; 404 for anybody else's."""
    if not did_recently_reauthenticate(request):
        return _prove(request)
    try:
        sessions.end(session_id=session_id, person_id=signed_in(request))
    except OpenSession.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Logged out there."))
    return redirect("accounts:sessions")


@login_required
@require_POST
@limited("write")
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    if not did_recently_reauthenticate(request):
        return _prove(request)
    sessions.end_others(request, signed_in(request), clock.now())
    messages.success(request, _("Logged out everywhere but here."))
    return redirect("accounts:sessions")


def _prove(request: HttpRequest) -> HttpResponse:
    """Once more the password, or the second factor: who has found an open browser must not lock out whose it is."""
    messages.info(request, _("Please confirm that it is you, then press the button again."))
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('accounts:sessions')})}")
