"""What every page's template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from casaora.kit import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The viewer's kind, this page's address in each language, the time, and whether time can be moved."""
    user = getattr(request, "user", None)
    path = request.get_full_path()
    return {
        "viewer": user.kind if user is not None and user.is_authenticated else "visitor",
        "addresses": {code: translate_url(path, code) for code, _ in settings.LANGUAGES},
        "site_url": settings.SITE_URL,
        "environment": settings.ENVIRONMENT,
        "now": clock.now(),
    }
