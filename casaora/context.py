"""What every page's template may use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language_from_path

from casaora.kit import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The viewer's kind, this page's address in each language, the time, and whether time can be moved."""
    user = getattr(request, "user", None)
    return {
        "viewer": user.kind if user is not None and user.is_authenticated else "visitor",
        "addresses": {code: _in(code, request) for code, _ in settings.LANGUAGES},
        "site_url": settings.SITE_URL,
        "environment": settings.ENVIRONMENT,
        "now": clock.now(),
    }


def _in(code: str, request: HttpRequest) -> str:
    """This page in a language. The staff site's addresses carry none: there the choice is remembered on the way."""
    path = request.get_full_path()
    if get_language_from_path(request.path_info):
        return translate_url(path, code)
    return f"{translate_url(reverse('pages:language'), code)}?{urlencode({'next': path})}"
