"""Headers that Django has no setting for, and maintenance."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from casaora.kit import switches
from casaora.kit.middleware import SAFE, Answer
from casaora.kit.pages import PERMISSIONS

HEADERS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    # Off on purpose: the old auditor could be used to break pages, and the content policy does its work.
    "X-XSS-Protection": "0",
}


class SecurityHeaders:
    """Adds them to every answer that does not set its own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After the view."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


#: The cookie that tells the browser, and nobody else, which masthead is its person's: ``customer``, ``professional`` or ``staff``.
VIEWER = "viewer"


class Viewer:
    """Keeps the browser's cookie of one word true, for pages that are the same for everyone. After ActingPerson.

    It opens nothing: what it says decides which links are drawn. So scripts may read it, and a wrong one leads to the sign-in page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Written when it is missing or wrong, removed with the session; a visitor is given none."""
        response = self.get_response(request)
        said = request.COOKIES.get(VIEWER, "")
        kind = self.kind(request, said)
        if said and not kind:
            response.delete_cookie(VIEWER, samesite="Lax")
        elif kind != said:
            secure = bool(settings.SESSION_COOKIE_SECURE)
            response.set_cookie(VIEWER, kind, max_age=settings.SESSION_COOKIE_AGE, samesite="Lax", secure=secure)
        return response

    @staticmethod
    def kind(request: HttpRequest, said: str) -> str:
        """What the page's context found out; asked here only of an answer without a page to somebody without the cookie."""
        if not request.session.get(SESSION_KEY):
            return ""
        found: str = getattr(request, "viewer", "")
        if not found and not said and request.user.is_authenticated:
            with transaction.atomic():
                found = request.user.kind
        return found or said


#: What goes on whatever staff have turned off: the processor's door, the way in and out, a browser's reports and colors, the demo's clock.
GOES_ON = frozenset({
    "stripe_webhook", "csp_report", "theme", "demo:clock", "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_activate_totp",
})  # fmt: skip
WAIT = "600"


class Maintenance:
    """While the switch is on, people read and nothing of theirs changes: 503 with a page that says so. Last in line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Which view it is, is known a moment later."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """GETs pass, and so does what must; the staff site's own doors are its own."""
        match = request.resolver_match
        goes_on = match is not None and (match.view_name in GOES_ON or match.app_names == ["admin"])
        if request.method in SAFE or goes_on or not switches.is_on("maintenance"):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": gettext("We are working on Casaora. Try again in a few minutes.")}, status=503, headers={"Retry-After": WAIT})
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = WAIT
        return response
