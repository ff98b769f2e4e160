"""migrate, as the tables' owner, followed by the row-level-security policies. Gives way to whoever holds a lock."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg import errors, sql

from casaora.kit.acting import OWNER, WEB
from casaora.kit.pg import apply, roles
from casaora.kit.pg.waiting import Watch

#: Indexes that CREATE INDEX CONCURRENTLY left half made when it was interrupted: written to, never read from, and in the way of the next try.
HALF_MADE = """
  SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace AND c.relowner = current_user::regrole
  AND i.indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)"""


class Command(migrate.Command):
    """Runs on a direct connection, never through a pooler: it sets role and time limits for the whole session.

    A statement that waits for a lock makes everybody behind it wait as well, so it gives up after ``--lock-timeout`` seconds, its
    migration is undone, and it is tried again a little later.
    """

    def add_arguments(self, parser: Any) -> None:
        """Django's, and how patient to be."""
        super().add_arguments(parser)
        parser.add_argument("--lock-timeout", type=float, default=5, help="seconds that a statement waits for a lock (5)")
        parser.add_argument("--statement-timeout", type=float, default=900, help="seconds that a statement may take (900)")
        parser.add_argument("--tries", type=int, default=5, help="how often it is tried when somebody holds a lock (5)")

    def handle(self, *args: Any, **options: Any) -> None:  # type: ignore[override]
        """Prepare the database if this login owns it, become the owner, migrate, apply policies, step back."""
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            refuse_pooler(cursor)
            cursor.execute(
                "SELECT datname, pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
            )
            name, mine = cursor.fetchone()
            if mine:  # a test database: made by this login a moment ago
                roles.prepare_database(cursor, name)
            cursor.execute(f"SET ROLE {OWNER}")
            try:
                for limit in ("lock_timeout", "statement_timeout"):
                    cursor.execute("SELECT set_config(%s, %s, false)", [limit, f"{int(options[limit] * 1000)}ms"])
                roles.defaults(cursor)
                changed = self._patiently(connection, *args, **options)
                # Which migrations ran says nothing about a person, and readiness is asked of the web.
                cursor.execute(f"GRANT SELECT ON django_migrations TO {WEB}")
            finally:
                for name in ("ROLE", "lock_timeout", "statement_timeout"):
                    cursor.execute(f"RESET {name}")
        if options["verbosity"]:
            self.stdout.write(f"Row-level security: {changed} tables brought to their declaration.")

    def _patiently(self, connection: Any, *args: Any, **options: Any) -> int:
        """Migrate and apply the policies, up to ``tries`` times. How many tables the policies changed."""
        for number in range(1, options["tries"] + 1):
            with Watch(connection) as watch:
                try:
                    self._tidy(connection)
                    super().handle(*args, **options)
                    return apply.apply(connection)
                except OperationalError as error:
                    if isinstance(error.__cause__, errors.QueryCanceled):
                        raise CommandError(f"A statement took longer than {options['statement_timeout']:g} s and was undone. --statement-timeout gives it longer.") from error
                    if not isinstance(error.__cause__, errors.LockNotAvailable):
                        raise
            self.stderr.write(f"\nWaited {options['lock_timeout']:g} s: {watch.said or 'somebody holds a lock'}. Undone.")
            if number < options["tries"]:
                self.stderr.write(f"Try {number + 1} of {options['tries']} in {2 * number} s.")
                time.sleep(2 * number)
        raise CommandError(
            f"Not migrated: after {options['tries']} tries {watch.said or 'somebody still holds a lock'}. What was applied before stays, the one that waited"
            " is undone, and the running release goes on. Wait until that transaction has ended, or end it, and run migrate again."
        )

    def _tidy(self, connection: Any) -> None:
        """Drop what an interrupted run left half made, so that its migration can make it anew."""
        if connection.in_atomic_block:
            return
        with connection.cursor() as cursor:
            cursor.execute(HALF_MADE)
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier("public", name)))
                self.stderr.write(f"Dropped the index {name}, which an interrupted run had left half made.")


def refuse_pooler(cursor: Any) -> None:
    """CommandError when the server's process is not the one that we were told at the connection: somebody hands them out in between.

    A role that is set for a session would stay with the server's connection, and make its next user the owner of all tables.
    """
    cursor.execute("SELECT pg_backend_pid()")
    if cursor.fetchone()[0] != cursor.connection.info.backend_pid:
        raise CommandError("migrate sets its role for a session, and a pooler is between: say the server's own address in DATABASE_SERVICE_URL for it.")
