"""migrate, as the tables' owner, followed by the row-level-security policies."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from casaora.kit.acting import OWNER, WEB
from casaora.kit.pg import apply, roles


class Command(migrate.Command):
    """Runs on a direct connection, never through a pooler: it sets the role for the whole session."""

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
                cursor.execute("SET lock_timeout = '5s'")
                roles.defaults(cursor)
                super().handle(*args, **options)
                changed = apply.apply(connection)
                # Which migrations ran says nothing about a person, and readiness is asked of the web.
                cursor.execute(f"GRANT SELECT ON django_migrations TO {WEB}")
            finally:
                cursor.execute("RESET ROLE")
                cursor.execute("RESET lock_timeout")
        if options["verbosity"]:
            self.stdout.write(f"Row-level security: {changed} tables brought to their declaration.")


def refuse_pooler(cursor: Any) -> None:
    """CommandError when the server's process is not the one that we were told at the connection: somebody hands them out in between.

    A role that is set for a session would stay with the server's connection, and make its next user the owner of all tables.
    """
    cursor.execute("SELECT pg_backend_pid()")
    if cursor.fetchone()[0] != cursor.connection.info.backend_pid:
        raise CommandError("migrate sets its role for a session, and a pooler is between: say the server's own address in DATABASE_SERVICE_URL for it.")
