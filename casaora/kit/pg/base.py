"""Django's PostgreSQL backend, plus: each transaction begins by saying who acts.

psycopg sends its own BEGIN lazily and only on an idle connection, so a BEGIN sent in the same message
as the settings takes its place: the person costs no extra round trip.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from django.db.transaction import atomic
from psycopg import errors, pq

from casaora.kit.acting import NOBODY, Acting, now_acting

IDLE = pq.TransactionStatus.IDLE
DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


class DatabaseWrapper(base.DatabaseWrapper):
    """Follows the context variable of ``kit.acting``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent: Acting | None = NOBODY  # what the server knows in this transaction; None: uncertain
        self.execute_wrappers.append(self.follow)

    def follow(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """Tell the server who acts, when that has changed, before the statement runs."""
        want = now_acting()
        if want != NOBODY and self.get_autocommit():
            with atomic(using=self.alias):  # a lone statement becomes a transaction of its own
                self.tell(want)
                return execute(sql, params, many, context)
        self.tell(want)
        return execute(sql, params, many, context)

    def tell(self, want: Acting) -> None:
        """Send role, person and groups for this transaction, with BEGIN if it has not begun."""
        pg = self.connection.pgconn
        begins = pg.transaction_status == IDLE
        if begins:
            self.sent = NOBODY  # SET LOCAL died with the last transaction
        said = self.sent and (self.sent.person, self.sent.groups, self.sent.role)
        if said == (want.person, want.groups, want.role) and not (begins and want.read_only):
            return
        if pg.transaction_status == pq.TransactionStatus.INERROR:
            return  # let the real statement raise the real error
        sql = settings_for(want)
        if begins and not self.get_autocommit():
            sql = ("BEGIN READ ONLY; " if want.read_only else "BEGIN; ") + sql
        result = pg.exec_(sql.encode())
        if result.status not in DONE:
            with self.wrap_database_errors:
                raise errors.error_from_result(result)
        self.sent = want

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.sent = None  # the server is back at the savepoint's values: say it again


def settings_for(want: Acting) -> str:
    """The SET LOCAL statements for ``want``. Nothing unchecked reaches this string."""
    role = f'"{want.role}"' if want.role and want.role.isidentifier() else "NONE"
    person = "" if want.person is None else int(want.person)
    groups = ",".join(g for g in want.groups if g.isidentifier())
    return f"SET LOCAL ROLE {role}; SET LOCAL casaora.person = '{person}'; SET LOCAL casaora.groups = '{groups}'"
