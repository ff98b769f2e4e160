"""Where broker, cache and limits live: one server (``redis://``, ``rediss://``), or the master that sentinels name (``sentinel://``).

``sentinel://:password@one:26379,two:26379,three:26379/0?master=casaora`` is three sentinels, without a password of their own, that watch a
master with one. The database's number is ours: 0 broker, 1 cache, 2 limits. A cluster is not possible: it has no databases but 0.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

BROKER, CACHE, LIMITS = 0, 1, 2
#: Seconds until a sentinel or a server that says nothing is given up.
PATIENCE = 3
#: A sentinel that is away is passed by at once: the library would try it again for many seconds, and there are others.
ASKING: dict[str, Any] = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}


def broker(url: str) -> tuple[str, dict[str, Any]]:
    """What Celery is told: its URL, and options of the transport."""
    if not url.startswith("sentinel://"):
        return numbered(url, BROKER), {}
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    return ";".join(f"sentinel://{login}{'@' if login else ''}{host}/{BROKER}" for host in hosts.split(",")), {"master_name": _master(url), "sentinel_kwargs": ASKING}


def cache(url: str, number: int, backend: str, prefix: str) -> dict[str, Any]:
    """One entry of CACHES. The place is a list, because Django would cut one word at its commas."""
    made: dict[str, Any] = {"BACKEND": backend, "LOCATION": [numbered(url, number)], "KEY_PREFIX": prefix}
    if url.startswith("sentinel://"):
        made["OPTIONS"] = {"pool_class": "casaora.stores.SentinelPool"}
    return made


def numbered(url: str, number: int) -> str:
    """The same server's database of that number; options after ``?`` stay."""
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss", "sentinel"):
        raise ImproperlyConfigured("REDIS_URL begins with redis://, rediss:// or sentinel://")
    return parts._replace(path=f"/{number}").geturl()


class SentinelPool:
    """For Django's cache, which makes its pool from a URL."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> ConnectionPool:
        """A pool whose connections ask the sentinels who the master is, again after each one that broke."""
        parts = urlsplit(url)
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        addresses = [(host.rpartition(":")[0] or host, int(host.rpartition(":")[2]) if ":" in host else 26379) for host in hosts.split(",")]
        asked = Sentinel(addresses, sentinel_kwargs=ASKING)
        said: dict[str, Any] = {"db": int(parts.path.lstrip("/") or 0), "username": unquote(user) or None, "password": unquote(password) or None}
        said |= {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 1)}
        client = asked.master_for(_master(url), Redis, **said, **options)
        pool: ConnectionPool = client.connection_pool
        return pool


def _master(url: str) -> str:
    names = parse_qs(urlsplit(url).query).get("master")
    if not names:
        raise ImproperlyConfigured("A sentinel:// address says ?master=<the name that the sentinels watch>")
    return names[0]
