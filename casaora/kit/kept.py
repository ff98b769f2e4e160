"""Whole pages that are for everyone, kept: in the process for a moment, in the cache for the time that their view says.

A warm one asks nobody anything: no session, no query, no template. One that is over its time is made anew by whoever comes first, and the others
get the old one meanwhile; so they do when it cannot be made at all. While the cache is away each process keeps its own. The names in the cache
carry the release, so a new one begins with none.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import threading
import time
from dataclasses import dataclass
from functools import cache, lru_cache

import brotli
from django.conf import settings
from django.core.cache import cache as shared
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from casaora.kit import clock
from casaora.kit.everyone import is_for_everyone, kept_for, without_person
from casaora.kit.middleware import Answer

log = logging.getLogger(__name__)
#: Seconds that a process shows what it has before it asks the cache again; and while somebody else makes a new one.
GLANCE, SOON = 10.0, 1.0
#: Seconds beyond its time that an old page is still better than none.
STALE = 24 * 3600
#: Seconds for which one may be making a page before the next one tries.
PATIENCE = 20
#: Pages that one process holds, at some 50 KB each.
AT_MOST = 300
#: Of the headers, those that a 304 repeats.
REPEATED = ("ETag", "Cache-Control", "Vary")
REFUSED = re.compile(r"q=0(\.0*)?")
LOCKS = [threading.Lock() for _ in range(16)]
_memory: dict[str, tuple[Page, float]] = {}


class Whole(HttpResponse):
    """A response whose headers were checked when its page was made: to set a dozen of them one by one is a fifth of all the work."""

    def __init__(self, body: bytes, ready: dict[str, tuple[str, str]]) -> None:
        super().__init__(body, content_type="")
        self.headers._store = dict(ready)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, whole: its bodies by their encoding, the moment it was made (seconds since 1970) and the seconds it is new for."""

    view: str
    made_at: float
    seconds: int
    headers: dict[str, str]
    bodies: dict[str, bytes]
    #: The headers of each body, checked and in the form that a response holds them.
    ready: dict[str, dict[str, tuple[str, str]]]

    def is_fresh(self) -> bool:
        """Whether its time is not over."""
        return 0 <= clock.now().timestamp() - self.made_at < self.seconds

    def answer(self, request: HttpRequest) -> HttpResponse:
        """This page for a request: 304 when the reader has it, else in the shortest encoding that it takes."""
        request.answered_by = self.view  # type: ignore[attr-defined]
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known and _matches(known, self.headers["ETag"]):
            return HttpResponseNotModified(headers={name: self.headers[name] for name in REPEATED})
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        return Whole(self.bodies[encoding], self.ready[encoding])


class Kept:
    """Answers what is for everyone. After what every answer needs (its id, its count, HTTPS), before all that knows people."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """From the process, from the cache, or made now; everything else passes."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        path = request.path_info
        held = _memory.get(path)
        if held is None and not is_for_everyone(path):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours, as the middleware further in would
        if held is not None and time.monotonic() < held[1]:
            return held[0].answer(request)
        return self._from_cache(request, path, held[0] if held else None)

    def _from_cache(self, request: HttpRequest, path: str, held: Page | None) -> HttpResponse:
        page: Page | None = shared.get(_name(path)) or held
        if page is not None and page.is_fresh():
            return _remember(path, page, min(GLANCE, page.seconds)).answer(request)
        lock = LOCKS[hash(path) % len(LOCKS)]
        if page is None:
            with lock:  # nothing to show: the others wait for the first of this process
                held_now = _memory.get(path)
                return held_now[0].answer(request) if held_now else self._make(request, path, None)
        if not lock.acquire(blocking=False):
            return page.answer(request)
        try:
            if not shared.add(_name(path, "making"), 1, PATIENCE):
                return _remember(path, page, SOON).answer(request)
            return self._make(request, path, page)
        finally:
            lock.release()

    def _make(self, request: HttpRequest, path: str, old: Page | None) -> HttpResponse:
        without_person(request)
        response = self.get_response(request)
        if response.status_code >= 500 and old is not None:
            return _remember(path, old, SOON).answer(request)
        page = page_of(request, response)
        if page is None:
            return response
        shared.set(_name(path), page, page.seconds + STALE)
        shared.delete(_name(path, "making"))
        return _remember(path, page, min(GLANCE, page.seconds)).answer(request)


def page_of(request: HttpRequest, response: HttpResponse) -> Page | None:
    """What may be kept of an answer. None for one that is not a page (404, a redirect), or that is somebody's by mistake."""
    match = request.resolver_match
    seconds = kept_for(match.func) if match else None
    if match is None or seconds is None or response.status_code != 200 or response.streaming:
        return None
    if response.cookies or "nonce-" in response.headers.get("Content-Security-Policy", ""):
        log.error("%s is for everyone, but sets a cookie or asks for a nonce: it is not kept", match.view_name)
        return None
    body = bytes(response.content)
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", "X-Request-Id")}
    headers |= {
        "Cache-Control": f"public, max-age={seconds}, stale-while-revalidate={10 * seconds}",
        "ETag": f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        "Vary": "Accept-Encoding",  # whatever else was looked at had been taken away
    }
    bodies = {"": body, "gzip": gzip.compress(body, 6, mtime=0), "br": brotli.compress(body, quality=6)}
    ready = {encoding: _ready(headers, encoding, bodies[encoding]) for encoding in bodies}
    return Page(match.view_name, clock.now().timestamp(), seconds, headers, bodies, ready)


def _ready(headers: dict[str, str], encoding: str, body: bytes) -> dict[str, tuple[str, str]]:
    whole = headers | {"Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
    made: dict[str, tuple[str, str]] = HttpResponse(headers=whole).headers._store  # type: ignore[attr-defined]
    return made


def forget() -> None:
    """Drop what this process holds."""
    _memory.clear()


def _remember(path: str, page: Page, seconds: float) -> Page:
    while len(_memory) >= AT_MOST and path not in _memory:
        _memory.pop(next(iter(_memory), ""), None)
    _memory[path] = (page, time.monotonic() + seconds)
    return page


@lru_cache(256)
def encoding_for(accepted: str) -> str:
    """``br``, ``gzip`` or nothing, by what an Accept-Encoding says; an encoding with ``q=0`` is refused."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if not REFUSED.fullmatch(quality.strip()):
            taken.add(name.strip())
    return next((name for name in ("br", "gzip") if name in taken), "")


@lru_cache(1024)
def _matches(asked: str, ours: str) -> bool:
    """Weakly compared: an encoding is not another page."""
    return any(one == "*" or one.removeprefix("W/") == ours.removeprefix("W/") for one in parse_etags(asked))


def _name(path: str, kind: str = "page") -> str:
    return f"{kind}:{release()}:{path}"


@cache
def release() -> str:
    """What runs here: the release, or where nobody says one, when the youngest of our files was written."""
    if settings.RELEASE:
        return str(settings.RELEASE)
    roots = ("templates", "static", "casaora", "accounts", "bookings", "payouts")
    files = (path for root in roots for path in (settings.BASE_DIR / root).rglob("*.*") if "__pycache__" not in path.parts)
    return f"{max(path.stat().st_mtime_ns for path in files):x}"
