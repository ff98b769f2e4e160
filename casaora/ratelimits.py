"""One table of limits, one decorator. django-ratelimit counts; burst and sustained windows count apart."""

from __future__ import annotations

import functools
import ipaddress
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage
from redis.exceptions import RedisError

from casaora.kit import clock, events

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Category:
    """Windows as (key, rate); ``closed``: refuse while the cache is away; ``methods`` that count."""

    windows: tuple[tuple[str, str], ...]
    closed: bool = False
    methods: tuple[str, ...] = ("POST", "PUT", "PATCH", "DELETE")


#: Keys: ip; user (falls back to ip); person (whoever is signed in, else nobody is counted); login and email: the address typed
#: into that field and no other, or a second field would hide whose account is tried.
CATEGORIES = {
    "auth": Category((("ip", "10/m"), ("login", "5/15m"), ("person", "5/15m")), closed=True),
    "signup": Category((("ip", "5/h"),), closed=True),
    "password_reset": Category((("email", "3/h"), ("person", "3/h"), ("ip", "10/h")), closed=True),
    "search": Category((("ip", "60/m"),), methods=("GET",)),
    "calculator": Category((("ip", "120/m"),), methods=("GET",)),
    "feed": Category((("ip", "60/m"),), methods=("GET", "HEAD")),
    "document": Category((("user", "20/m"),), methods=("GET",)),
    "booking": Category((("user", "10/m"), ("user", "60/h")), closed=True),
    "payment": Category((("user", "15/m"),), closed=True),
    "messaging": Category((("user", "30/m"), ("user", "300/h"))),
    "feedback": Category((("user", "5/h"),)),
    "contact": Category((("user", "5/h"), ("email", "5/h")), closed=True),
    "issue": Category((("user", "3/h"),)),
    "upload": Category((("user", "20/h"),)),
    "sensitive": Category((("user", "2/h"),), closed=True),
    "financial": Category((("user", "10/m"),), closed=True),
    "write": Category((("user", "100/m"),)),
    "webhook": Category((("ip", "30/m"),)),
    "report": Category((("ip", "30/m"),)),
}


def client_ip(request: HttpRequest) -> str:
    """The caller's address behind ``TRUSTED_PROXIES`` proxies; IPv6 as its /64, IPv4 in IPv6 unfolded.

    Each proxy of ours appends the address it saw, so only that many entries from the right are believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if h.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        address = hops[-settings.TRUSTED_PROXIES]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


def _counted(kind: str, request: HttpRequest) -> str:
    """What a window counts for this request; empty when it counts nothing."""
    person = f"user:{request.user.pk}" if kind != "ip" and request.user.is_authenticated else ""
    if kind == "person":
        return person
    if kind in ("login", "email"):
        return request.POST.get(kind, "").strip().lower() or ("" if person else client_ip(request))
    return person or client_ip(request)


def spend(request: HttpRequest, name: str, *, increment: bool = True) -> int | None:
    """Count this request in every window of a category. Seconds to wait when one is over its limit, else None."""
    category = CATEGORIES[name]
    wait = 0
    for number, (kind, rate) in enumerate(category.windows):
        key = _counted(kind, request)
        if not key:
            continue
        usage = get_usage(
            request, group=f"{name}:{number}:{kind}", key=lambda _group, _request, key=key: key, rate=rate,
            method=list(category.methods), increment=increment,
        )  # fmt: skip
        if usage and usage["should_limit"]:
            wait = max(wait, math.ceil(usage["time_left"]))
    return wait or None


def limited(name: str) -> Callable[[View], View]:
    """Decorate a view with a category. Over it: 429 with Retry-After, as a page or as JSON."""
    if name not in CATEGORIES:
        raise KeyError(name)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                wait = spend(request, name)
            except RedisError:
                log.warning("limits are away; %s is %s", name, "closed" if CATEGORIES[name].closed else "open")
                wait = 60 if CATEGORIES[name].closed and request.method in CATEGORIES[name].methods else None
            if wait:
                events.emit("rate_limited", level=logging.WARNING, category=name, path_name=_place(request))
                return too_many(request, wait)
            return view(request, *args, **kwargs)

        wrapped.rate_category = name  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _place(request: HttpRequest) -> str:
    """Which page, as the map of addresses writes it: an address itself may hold a secret."""
    return (request.resolver_match.route if request.resolver_match else request.path)[:80]


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The 429 answer, in the form that the caller reads."""
    headers = {"Retry-After": str(seconds)}
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": _("Too many requests")}, status=429, headers=headers)
    response = render(request, "429.html", {"again_at": clock.now() + timedelta(seconds=seconds)}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response
