"""Headers that Django has no setting for, and maintenance."""

from __future__ import annotations

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


#: What goes on whatever staff have turned off: the processor's door, the way in and out, the staff site, a browser's reports.
GOES_ON = ("/webhooks/", "/admin/", "/csp-reports/", "/preferences/", "/en/account/login", "/es/account/login", "/en/account/logout",
           "/es/account/logout", "/en/account/2fa", "/es/account/2fa", "/en/account/reauthenticate", "/es/account/reauthenticate", "/en/clock/",
           "/es/clock/")  # fmt: skip
WAIT = "600"


class Maintenance:
    """While the switch is on, people read and nothing of theirs changes: 503 with a page that says so. Last in line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """GETs pass, and so does what must."""
        if request.method in SAFE or request.path.startswith(GOES_ON) or not switches.is_on("maintenance"):
            return self.get_response(request)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": gettext("We are working on Casaora. Try again in a few minutes.")}, status=503, headers={"Retry-After": WAIT})
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = WAIT
        return response
