"""Redis or Valkey: reachable, three databases, and a broker from which nothing is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import redis
from redis.sentinel import Sentinel

from casaora.doctor.database import LOOPBACK
from casaora.doctor.findings import Findings, error, good, warning
from casaora.doctor.reasons import reason

USES = {0: "the queue", 1: "the cache", 2: "the limits"}


def client_of(url: str, number: int) -> redis.Redis:
    """The server's database of that number, or that of the master whom the sentinels name."""
    parts = urlsplit(url)
    limits: dict[str, Any] = {"socket_connect_timeout": 3, "socket_timeout": 3}
    if parts.scheme != "sentinel":
        return redis.Redis.from_url(parts._replace(path=f"/{number}").geturl(), **limits)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    addresses = [(host.partition(":")[0], int(host.partition(":")[2] or 26379)) for host in hosts.split(",")]
    address = Sentinel(addresses, sentinel_kwargs=limits).discover_master(parse_qs(parts.query)["master"][0])
    return redis.Redis(host=address[0], port=address[1], db=number, username=unquote(user) or None, password=unquote(password) or None, **limits)


def _host(address: SplitResult) -> str:
    return address.netloc.rpartition("@")[2].partition(":")[0]


def examine(values: Mapping[str, str], *, is_deployed: bool) -> Findings:
    """Ask the server that REDIS_URL names."""
    url = values.get("REDIS_URL", "")
    if not url:
        return []
    found: Findings = []
    try:
        for number in USES:
            with client_of(url, number) as client:
                client.ping()
                if number == 0:
                    told = client.info("memory")
    except (redis.RedisError, OSError, ValueError) as refused:
        said = " ".join(str(refused).split())
        todo = {"invalid username-password": "The password is not the server's.", "Authentication required": "Put the password into the URL.",
                "out of range": "The server must offer three databases: `databases 3` or more, and no cluster mode."}  # fmt: skip
        what = next((words for part, words in todo.items() if part in said), "Start the server, or correct the URL.")
        return [error("REDIS_URL", f"Redis or Valkey cannot be used: {said}", reason("REDIS_URL")[0], what)]
    policy = str(told.get("maxmemory_policy", "")) if isinstance(told, dict) else ""
    if policy != "noeviction":
        found.append(error("REDIS_URL", f"the server throws keys away when it is full (maxmemory-policy {policy or 'unknown'})",
                           "A task that waits in the queue would vanish: a hold is not released, a transfer is not sent, until a sweep finds the row.",
                           "Set maxmemory-policy noeviction, and watch its memory."))  # fmt: skip
    address = urlsplit(url)
    if is_deployed and _host(address) not in LOOPBACK and (address.scheme != "rediss" or not address.password):
        found.append(warning("REDIS_URL", "another machine is reached without " + ("a password" if not address.password else "TLS"),
                             "Whoever can write to the cache runs code in our processes: what it holds is unpickled.",
                             "Use rediss:// and a password, or make sure that the network is private to these machines."))  # fmt: skip
    return found or [good("REDIS_URL", f"databases 0 to {max(USES)} answer, and nothing is thrown away")]
