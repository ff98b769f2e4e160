"""What pages ask of an address: a page of a long list, a day, an hour, the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

T = TypeVar("T")
#: What pages may ask of a browser: nothing, but for the few that may ask where it is.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def page_of(rows: Any, number: str | None, size: int = 20) -> Page[Any]:
    """The page asked for; the first for nonsense, the last when it lies beyond."""
    return Paginator(rows, size).get_page(number)


def parsed(parse: Callable[[str], T | None], text: str | None) -> T | None:
    """What Django's parser makes of a text from an address; None, too, for a day or an hour that there is not."""
    try:
        return parse(text or "")
    except ValueError:
        return None


def own_path(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """A path of this site to go on to; ``otherwise`` for anything else, ``//host`` included."""
    fits = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if fits and wanted.startswith("/") else otherwise


def part_of(page: str, *names: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A form's own address that may answer with a page: who comes back to it by a link is sent to the page it is a part of.

    The other language, a reload and the history all ask with a GET, and would find an empty 405. ``names`` are the parts
    of the address that ``page`` has, too.
    """

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(reverse(page, kwargs={name: named[name] for name in names}))
            return view(request, *given, **named)

        return answer

    return around


def may_locate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that may ask the browser where it is, when somebody presses the button for it."""

    @wraps(view)
    def answer(*given: Any, **named: Any) -> HttpResponse:
        response = view(*given, **named)
        response.headers["Permissions-Policy"] = PERMISSIONS.replace("geolocation=()", "geolocation=(self)")
        return response

    return answer
