"""What every page's template may use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language_from_path

from casaora.kit import clock

EVERYONE = "everyone"
#: Whose links a page for everyone draws, each in a class of its own (``for-visitor``); the browser shows one.
KINDS = ("visitor", "customer", "professional", "staff")


def page(request: HttpRequest) -> dict[str, Any]:
    """The viewer's kind, the kinds whose links are drawn, this page's address and in each language, the time, and whether time can be moved.

    A page that is for everyone has the viewer ``everyone``: it draws what each kind would see, and the browser shows one.
    """
    viewer = _viewer(request)
    return {
        "viewer": viewer,
        "viewers": [(kind, f" for-{kind}") for kind in KINDS] if viewer == EVERYONE else [(viewer, "")],
        "page_addresses": {code: _in(code, request) for code, _ in settings.LANGUAGES},
        "page_address": request.path,
        "site_url": settings.SITE_URL,
        "environment": settings.ENVIRONMENT,
        "now": clock.now(),
    }


def _viewer(request: HttpRequest) -> str:
    if getattr(request, "for_everyone", False):
        return EVERYONE
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "visitor"
    kind = str(user.kind)
    request.viewer = kind  # type: ignore[attr-defined]  # casaora.middleware.Viewer compares it with the browser's word
    return kind


def _in(code: str, request: HttpRequest) -> str:
    """This page in a language. The staff site's addresses carry none: there the choice is remembered on the way."""
    path = request.get_full_path()
    if get_language_from_path(request.path_info):
        return translate_url(path, code)
    return f"{translate_url(reverse('pages:language'), code)}?{urlencode({'next': path})}"
