"""Sessions in the cache and the database, for requests whose GET cannot write.

A GET is one READ ONLY transaction. Django may end a session in it (the password changed elsewhere) or give it a new key
(the signing key was rotated): the first waits for the end of the transaction, the second for the next POST.
"""

from __future__ import annotations

from django.contrib.sessions.backends import cached_db
from django.db import transaction

from casaora.kit.acting import acting, now_acting


class SessionStore(cached_db.SessionStore):
    """Django's store, minus writes in the middle of a GET. What the middleware saves at the end is outside of it."""

    cache_key_prefix = cached_db.KEY_PREFIX

    def _validate_session_key(self, key: str | None) -> bool:
        """Only what could be one of ours is looked up: a cookie may hold anything, null bytes included."""
        return super()._validate_session_key(key) and len(str(key)) <= 40 and str(key).isascii() and str(key).isalnum()  # type: ignore[misc]

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, after the transaction."""
        key = session_key or self.session_key
        if key is None:
            return

        def forget() -> None:
            with acting(read_only=False):
                super(SessionStore, self).delete(key)

        transaction.on_commit(forget)

    def cycle_key(self) -> None:
        """A new key for the same session; not in a GET."""
        if not now_acting().read_only:
            super().cycle_key()
