"""Two ways to lose a cache: pages go on without it, limits must know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class PrefixedCache(RedisCache):
    """Django's Redis cache, except that clearing it forgets what is its own: others may live in the same database."""

    def clear(self) -> None:
        """Forget every key with this cache's prefix."""
        client = self._cache.get_client(None, write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            client.delete(key)


class ForgivingCache(PrefixedCache):
    """A cache that is empty while its server is away."""

    def _try(self, work: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return work()
        except RedisError:
            log.warning("the cache is away")
            return otherwise

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """The value, or the default."""
        return self._try(lambda: super(ForgivingCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: Any = None) -> Any:
        """Store, if anybody is there."""
        return self._try(lambda: super(ForgivingCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: Any = None) -> Any:
        """Store if absent; True while the server is away, so that the caller goes on."""
        return self._try(lambda: super(ForgivingCache, self).add(key, value, timeout, version), True)

    def has_key(self, key: Any, version: Any = None) -> Any:
        """Nothing is there: a new session's key is then looked up in its table."""
        return self._try(lambda: super(ForgivingCache, self).has_key(key, version), False)

    def touch(self, key: Any, timeout: Any = 300, version: Any = None) -> Any:
        """Nothing to keep."""
        return self._try(lambda: super(ForgivingCache, self).touch(key, timeout, version), False)

    def delete(self, key: Any, version: Any = None) -> Any:
        """Forget."""
        return self._try(lambda: super(ForgivingCache, self).delete(key, version), False)


class StrictCache(PrefixedCache):
    """The limits' cache: an outage is an error, and ``casaora.ratelimits`` decides what it means for each category."""
