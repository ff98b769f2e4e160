"""What waits in the broker. Tasks are only nudges and ticks: what is due are rows, so a queue that is lost loses nothing."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import redis
from django.conf import settings

from casaora import stores
from casaora.timetable import JOBS

#: The queues that workers take from.
QUEUES = ("money", "notices", "celery")
#: Seconds: a dashboard must not wait for a broker that is away.
PATIENCE = 2


class BrokerAway(ConnectionError):
    """The broker does not answer."""


def _client() -> redis.Redis:
    first, *others = settings.CELERY_BROKER_URL.split(";")
    if not first.startswith("sentinel://"):
        return redis.Redis.from_url(first, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    # Celery's way of naming several sentinels, back into the one address that the pool of the cache reads.
    parts, hosts = urlsplit(first), [urlsplit(other).netloc.rpartition("@")[2] for other in others]
    master = settings.CELERY_BROKER_TRANSPORT_OPTIONS["master_name"]
    address = parts._replace(netloc=",".join([parts.netloc, *hosts]), query=urlencode({"master": master})).geturl()
    return redis.Redis(connection_pool=stores.SentinelPool.from_url(address))


def depths() -> dict[str, int]:
    """How many tasks wait in each queue. Raises BrokerAway."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        with _client() as client:
            return {queue: int(client.llen(f"{prefix}{queue}")) for queue in QUEUES}  # type: ignore[arg-type]
    except (redis.RedisError, OSError) as error:
        raise BrokerAway(type(error).__name__) from error


assert {job.queue for job in JOBS.values()} <= set(QUEUES)
