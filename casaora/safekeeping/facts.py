"""What a database holds and what guards it, in numbers and names: written at the backup, asked again after the restore."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg
from psycopg import sql

from casaora.kit.acting import OWNER, READER
from casaora.safekeeping.programs import CannotKeep

Facts = dict[str, Any]
OURS = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
#: Tables of which the owner may not see every row: nothing says "all of them", or something says "but not these".
BLIND = f"""SELECT relname FROM pg_class c WHERE {OURS} AND relrowsecurity AND (
  NOT EXISTS (SELECT FROM pg_policy p WHERE polrelid = c.oid AND polpermissive AND polcmd IN ('*', 'r') AND '{OWNER}'::regrole = ANY (polroles)
              AND pg_get_expr(polqual, polrelid) = 'true')
  OR EXISTS (SELECT FROM pg_policy p WHERE polrelid = c.oid AND NOT polpermissive)) ORDER BY 1"""  # nosec B608: our own names
#: Names, not expressions: PostgreSQL writes some of these another way when it has read them back.
RULES = {
    "row_security": f"SELECT relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text FROM pg_class WHERE {OURS}",  # nosec B608
    "policies": "SELECT tablename, policyname, permissive, array_to_string(roles, ','), cmd FROM pg_policies WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    "constraints": "SELECT conrelid::regclass::text, conname, contype::text, convalidated FROM pg_constraint"
                   " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    "indexes": "SELECT indexrelid::regclass::text, indisunique, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid"
               " WHERE relnamespace = 'public'::regnamespace",
    "views": "SELECT relname, relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'",
    "functions": "SELECT oid::regprocedure::text, proowner::regrole::text, prosecdef, array_to_string(proconfig, ',') FROM pg_proc p"
                 " WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')",
    "grants": "SELECT relname, grantee::regrole::text, privilege_type FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))"
              " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND grantee <> 0",
}  # fmt: skip


def look_at_everything(connection: psycopg.Connection[Any]) -> bool:
    """Make sure that this transaction hides no row. True when the login passes over row-level security; False when it became the owner.

    Raises CannotKeep for a login that would see a part and call it all.
    """
    who, passes, may_be_owner = _one(
        connection, "SELECT current_user, rolsuper OR rolbypassrls, pg_has_role(oid, %s, 'SET') FROM pg_roles WHERE rolname = current_user", OWNER
    )
    if passes:
        connection.execute("SET LOCAL row_security = off")  # a row that would be hidden is an error
        return True
    if not may_be_owner:
        raise CannotKeep(f"The login {who} does not see every row: it has no BYPASSRLS and may not become {OWNER}. Say another in DATABASE_ADMIN_URL.")
    connection.execute(f"SET LOCAL ROLE {OWNER}")
    blind = [name for (name,) in connection.execute(BLIND).fetchall()]
    if blind:
        raise CannotKeep(f"{OWNER} does not see every row of {', '.join(blind)}: take a login with BYPASSRLS, or run migrate.")
    return False


def may_restore(connection: psycopg.Connection[Any]) -> None:
    """CannotKeep when this login could not make a database whose things belong to our roles."""
    who, can = _one(
        connection,
        """SELECT current_user, rolsuper OR rolcreatedb AND (SELECT bool_and(pg_has_role(u.oid, r.oid, 'SET') AND pg_has_role(u.oid, r.oid, 'USAGE'))
                FROM pg_roles r WHERE r.rolname IN (%s, %s)) FROM pg_roles u WHERE u.rolname = current_user""",
        OWNER, READER,
    )  # fmt: skip
    if not can:
        raise CannotKeep(
            f"The login {who} cannot restore: it needs CREATEDB, and GRANT {OWNER}, {READER} TO {who} WITH INHERIT TRUE, SET TRUE"
            " after `manage.py roles` has made these roles."
        )


def gather(connection: psycopg.Connection[Any]) -> Facts:
    """Row counts of every table, the ledger's last seal, the migrations, and what guards the data, in the present transaction."""
    tables = [name for (name,) in connection.execute(f"SELECT relname FROM pg_class WHERE {OURS} ORDER BY 1").fetchall()]  # nosec B608
    rows = {name: _one(connection, sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name)))[0] for name in tables}
    head = connection.execute("SELECT sequence, hash FROM public.payouts_seal ORDER BY sequence DESC LIMIT 1").fetchone()
    migrations = connection.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY 1").fetchall()
    return {
        "rows": rows, "seal": {"sequence": head[0], "hash": head[1]} if head else None, "migrations": [name for (name,) in migrations],
        "rules": {kind: _digest(connection, query) for kind, query in RULES.items()},
    }  # fmt: skip


def differences(kept: Facts, found: Facts) -> list[str]:
    """Each difference between what a backup's manifest says and what a restored database holds, as a sentence."""
    out = [
        f"{table} has {found['rows'].get(table, 'no')} rows and had {kept['rows'].get(table, 'no')}"
        for table in sorted({*kept["rows"], *found["rows"]})
        if kept["rows"].get(table) != found["rows"].get(table)
    ]
    if kept["seal"] != found["seal"]:
        out.append(f"the ledger's last seal is {_seal(found)} and was {_seal(kept)}")
    if kept["migrations"] != found["migrations"]:
        out.append("the migrations are not those of the backup")
    return out + [f"the {kind.replace('_', ' ')} are not those of the backup" for kind, said in kept["rules"].items() if found["rules"].get(kind) != said]


def _seal(facts: Facts) -> str:
    return f"{facts['seal']['sequence']} {facts['seal']['hash'][:12]}" if facts["seal"] else "none"


def _digest(connection: psycopg.Connection[Any], query: str) -> str:
    lines = sorted(str(row) for row in connection.execute(query).fetchall())  # type: ignore[arg-type]
    return f"{len(lines)}:{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:32]}"


def _one(connection: psycopg.Connection[Any], query: Any, *values: str) -> tuple[Any, ...]:
    row = connection.execute(query, values or None).fetchone()
    assert row is not None
    return tuple(row)
