"""What waits in the broker. Tasks are only nudges and ticks: what is due are rows, so a queue that is lost loses nothing."""

from __future__ import annotations

import redis
from django.conf import settings

from casaora.timetable import JOBS

#: The queues that workers take from.
QUEUES = ("money", "notices", "celery")
#: Seconds: a dashboard must not wait for a broker that is away.
PATIENCE = 2


class BrokerAway(ConnectionError):
    """The broker does not answer."""


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


def depths() -> dict[str, int]:
    """How many tasks wait in each queue. Raises BrokerAway."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        with _client() as client:
            return {queue: int(client.llen(f"{prefix}{queue}")) for queue in QUEUES}  # type: ignore[arg-type]
    except (redis.RedisError, OSError) as error:
        raise BrokerAway(type(error).__name__) from error


assert {job.queue for job in JOBS.values()} <= set(QUEUES)
