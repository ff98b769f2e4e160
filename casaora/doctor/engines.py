"""Redis or Valkey: reachable, three databases, and a broker from which nothing is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import redis

from casaora.doctor.database import LOOPBACK
from casaora.doctor.findings import Findings, error, good, warning
from casaora.doctor.reasons import reason

USES = {0: "the queue", 1: "the cache", 2: "the limits"}


def examine(values: Mapping[str, str], *, is_deployed: bool) -> Findings:
    """Ask the server that REDIS_URL names."""
    url = values.get("REDIS_URL", "")
    if not url:
        return []
    found: Findings = []
    try:
        base = url.rsplit("/", 1)[0]
        for number in USES:
            with redis.Redis.from_url(f"{base}/{number}", socket_connect_timeout=3, socket_timeout=3) as client:
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
    if is_deployed and address.hostname not in LOOPBACK and (address.scheme != "rediss" or not address.password):
        found.append(warning("REDIS_URL", "another machine is reached without " + ("a password" if not address.password else "TLS"),
                             "Whoever can write to the cache runs code in our processes: what it holds is unpickled.",
                             "Use rediss:// and a password, or make sure that the network is private to these machines."))  # fmt: skip
    return found or [good("REDIS_URL", f"databases 0 to {max(USES)} answer, and nothing is thrown away")]
