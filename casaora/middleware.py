"""Headers that Django has no setting for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from casaora.kit.middleware import Answer
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
