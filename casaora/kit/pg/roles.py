"""The five roles and what a fresh database grants them. Needs PostgreSQL 16 (grants WITH INHERIT FALSE)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from casaora.kit.acting import OWNER, READER, SERVICE, VERB, WEB

ROLES = {OWNER: "NOLOGIN", SERVICE: "LOGIN", WEB: "LOGIN NOINHERIT", VERB: "NOLOGIN", READER: "NOLOGIN"}
#: (group, member). INHERIT FALSE is what keeps verb's policies away from web until it says so.
MEMBERS = [(OWNER, SERVICE), (VERB, SERVICE), (WEB, SERVICE), (READER, OWNER), (VERB, WEB)]


def create(cursor: Any, passwords: Mapping[str, str], *, may_create_databases: bool = False) -> None:
    """Make or refresh the roles of this cluster; safe to run again. The login needs CREATEROLE, not superuser.

    ``may_create_databases`` is for development only: the test runner makes its own databases.
    """
    for role, attributes in ROLES.items():
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {role} {attributes}")
        if role in passwords:
            cursor.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(passwords[role]))
            )
    for group, member in MEMBERS:
        cursor.execute(f"GRANT {group} TO {member} WITH INHERIT FALSE, SET TRUE")
    if may_create_databases:
        cursor.execute(f"ALTER ROLE {SERVICE} CREATEDB")


def prepare_database(cursor: Any, name: str) -> None:
    """Close the database to everybody but the five roles. As its owner, connected to it; safe to run again."""
    database = sql.Identifier(name)
    # ALL takes TEMP away as well: nobody can shadow a table through pg_temp.
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(database, *map(sql.Identifier, (SERVICE, WEB))))
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}, {READER}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {SERVICE}, {WEB}, {VERB}")
    cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def defaults(cursor: Any) -> None:
    """What new tables grant: everything to the service, nothing to web. As the owner, before each migrate."""
    cursor.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SERVICE}"
    )
    cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {SERVICE}")
    # Never with IN SCHEMA: that form can only add to the built-in grant, not take it away.
    cursor.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
