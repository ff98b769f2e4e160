"""Pages that are the same for everyone: a view says so, and ``casaora.kit.kept`` makes it once for all.

Such a page is made for nobody: before anything sees the request, its cookies, its query and the language that the browser would like are
taken away. So it cannot tell who reads it, however it is written; what it may depend on is its address, the clock and public rows. Who is
signed in is seen by the browser alone, in a cookie of one word (``casaora.middleware.Viewer``, ``static/js/theme-early.js``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
#: What the request loses: all that belongs to somebody.
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_USER_AGENT")
GROUP = re.compile(r"\(\?P<\w+>")


def for_everyone(seconds: int = 300) -> Callable[[View], View]:
    """Decorate a view whose page everybody may keep for ``seconds``: browsers, proxies and our own cache, by its path alone.

    It only answers GET and HEAD. A query in the address is ignored, so nobody can fill the cache with one; what depends on a form's fields is
    another view.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        marked = require_safe(answer)
        marked.for_everyone = seconds  # type: ignore[attr-defined]
        return cast(View, marked)

    return mark


def kept_for(view: Any) -> int | None:
    """The seconds of a view that is for everyone, else None."""
    return getattr(view, "for_everyone", None)


def is_for_everyone(path: str) -> bool:
    """Whether the view behind a path is. Asked before the address is resolved, so it is one expression made from all of them."""
    return _paths().fullmatch(path) is not None


def without_person(request: HttpRequest) -> None:
    """Take from a request whatever is somebody's. Before anything else has read it."""
    for name in PERSONAL:
        request.META.pop(name, None)
    request.META["QUERY_STRING"] = ""
    request.COOKIES = {}
    request.__dict__.pop("GET", None)  # read again from the query, which is empty now
    request.for_everyone = True  # type: ignore[attr-defined]


@cache
def _paths() -> re.Pattern[str]:
    return re.compile("/(?:" + "|".join(_marked(get_resolver(), "")) + ")")


def _marked(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + _expression(entry.pattern)
        if isinstance(entry, URLPattern):
            if kept_for(entry.callback) is not None:
                yield path
        else:
            yield from _marked(entry, path)


def _expression(pattern: Any) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return f"(?:{'|'.join(code for code, _name in settings.LANGUAGES)})/"
    return GROUP.sub("(?:", pattern.regex.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
