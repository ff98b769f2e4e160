"""PostgreSQL as each login finds it. Asked with psycopg alone, so that it can be asked where Django does not start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import environ
import psycopg

from casaora.doctor.findings import Finding, Findings, error, good, unless, warning
from casaora.doctor.reasons import LOGINS
from casaora.kit import clock
from casaora.kit.acting import OWNER, SERVICE, VERB, WEB
from casaora.kit.pg.apply import EXEMPT
from casaora.kit.pg.roles import MEMBERS, ROLES

OLDEST = 160000
EXPECTED = {"DATABASE_URL": WEB, "DATABASE_SERVICE_URL": SERVICE}
ROLES_AGAIN = "Run manage.py roles with DATABASE_ADMIN_URL, a login with CREATEROLE that owns the database."
#: Seconds between PostgreSQL's clock and ours: from here on deadlines are visibly early or late, and then signatures are refused.
SKEW, TOO_MUCH = 2, 60
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection of its own, closed by the caller."""
    parts = environ.Env.db_url_config(url)
    options = {"connect_timeout": 5, **parts.get("OPTIONS", {})}
    return psycopg.connect(
        host=parts["HOST"], port=parts["PORT"] or 5432, user=parts["USER"], password=parts["PASSWORD"], dbname=parts["NAME"], autocommit=True, **options
    )


def examine(values: Mapping[str, str], names: list[str], *, is_deployed: bool) -> Findings:
    """Each login of ``names`` that is given, and whether they reach one database."""
    found: Findings = []
    places = set()
    for name in names:
        if not values.get(name):
            continue
        try:
            with connect(values[name]) as connection:
                found += _login(connection, name, is_deployed=is_deployed)
                places.add(connection.execute("SELECT current_database(), pg_postmaster_start_time()").fetchone())
                if name == names[-1]:
                    found += _cluster(connection)
        except (psycopg.Error, environ.ImproperlyConfigured, UnicodeError) as refused:
            found.append(_unreachable(name, refused))
    if len(places) > 1:
        found.append(error("DATABASE_URL", "the two logins reach two databases", "Pages would read other rows than worker and commands write.",
                           "Give both the same host and database name."))  # fmt: skip
    return found


def _unreachable(name: str, refused: Exception) -> Finding:
    said = " ".join(str(refused).split())
    causes = {
        "password authentication failed": "The password is not the role's. manage.py roles sets the passwords that the two URLs name.",
        "resolve": "The host's name is not known here. Look for a slip of the pen, and at the DNS of this machine.",
        "refused": "Nothing listens there. Start PostgreSQL, or correct host and port.",
        "timeout": "No answer. A firewall, or PostgreSQL's listen_addresses.",
        "does not exist": "Create the database or the role: manage.py roles makes the roles.",
        "SSL": "Server and URL do not agree about TLS: look at ?sslmode= in the URL.",
        "permission denied for database": ROLES_AGAIN,
    }
    todo = next((what for word, what in causes.items() if word in said), "Read what PostgreSQL says.")
    return error(name, f"PostgreSQL cannot be reached with {name}: {said}", "No process that needs this login can work.", todo)


def _login(connection: psycopg.Connection[Any], name: str, *, is_deployed: bool) -> Findings:
    """Who this login is, and that it is not more."""
    role = EXPECTED[name]
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = session_user"
    ).fetchone()
    assert row
    who, is_super, bypasses, makes_roles, makes_databases, owns = row
    powers = {"is a superuser": is_super, "passes over row-level security (BYPASSRLS)": bypasses, "may make roles": makes_roles,
              "may make databases": makes_databases and is_deployed, f"owns {owns} tables": owns > 0}  # fmt: skip
    found = []
    if who != role:
        found.append(error(name, f"{name} logs in as {who}, and must log in as {role}", "Policies and grants are made for the five roles; another login sees nothing, or everything.", LOGINS))
    too_much = [words for words, it_is in powers.items() if it_is]
    if too_much:
        found.append(error(name, f"{who} {' and '.join(too_much)}", "Row-level security does not hold for it, or could be taken away by it.",
                           f"ALTER ROLE {who} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB; tables belong to {OWNER}: run manage.py migrate as {SERVICE}."))  # fmt: skip
    if role == WEB and who == WEB:
        found += _forbidden(connection)
    if is_deployed:
        found += _secrecy(connection, name)
    return found or [good(name, f"{who} is reached, and has no more rights than it needs")]


def _forbidden(connection: psycopg.Connection[Any]) -> Findings:
    reach = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolname <> %s AND pg_has_role(current_user, oid, 'SET')", [VERB]
    ).fetchall()
    others = ", ".join(row[0] for row in reach)
    inherits = connection.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'USAGE'))", [VERB]).fetchone()
    found = []
    if others:
        found.append(error("DATABASE_URL", f"{WEB} may become {others}", "Whoever takes over a request could read or own every row.", f"REVOKE that role FROM {WEB}."))
    if inherits and inherits[0]:
        found.append(error("DATABASE_URL", f"{WEB} inherits {VERB}", "Every page would have the rights of a verb.", ROLES_AGAIN))
    return found


def _secrecy(connection: psycopg.Connection[Any], name: str) -> Findings:
    row = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    host = connection.info.host
    if (row and row[0]) or host in LOOPBACK or host.startswith("/"):
        return []
    return [warning(name, f"the connection to {host} is not encrypted", "Passwords and people's data cross a network in the clear.",
                    "Append ?sslmode=verify-full&sslrootcert=… to the URL, or make sure that the network is private to these machines.")]  # fmt: skip


def _cluster(connection: psycopg.Connection[Any]) -> Findings:
    """Server, roles, policies and clock, asked once."""
    version = connection.info.server_version
    return [
        unless(version < OLDEST, lambda: error("PostgreSQL", f"the server is version {version // 10000}", "Grants WITH INHERIT FALSE need 16.", "Upgrade to 16 or newer; 18 is what the tests run on."),
               "PostgreSQL", f"version {version // 10000}.{version % 10000}"),
        *_roles(connection), *_policies(connection), _skew(connection), *_invalid_indexes(connection),
    ]  # fmt: skip


def _roles(connection: psycopg.Connection[Any]) -> Findings:
    there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])}
    missing = sorted(set(ROLES) - there)
    if missing:
        return [error("roles", f"these roles are missing: {', '.join(missing)}", "migrate and verbs become them.", ROLES_AGAIN)]
    granted = {(group, member): (inherits, may_set) for group, member, inherits, may_set in connection.execute(
        "SELECT roleid::regrole::text, member::regrole::text, bool_or(inherit_option), bool_or(set_option) FROM pg_auth_members GROUP BY 1, 2")}  # fmt: skip
    wrong = [f"{member} in {group}" for group, member in MEMBERS if granted.get((group, member)) != (False, True)]
    if wrong:
        return [error("roles", f"these memberships are missing, or are inherited: {', '.join(wrong)}",
                      "What is inherited is always there; a role must be taken on for a transaction, and then it must be possible.", ROLES_AGAIN)]  # fmt: skip
    return [good("roles", "the five roles and their memberships are as they should be")]


def _policies(connection: psycopg.Connection[Any]) -> Findings:
    rows = connection.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    ).fetchall()
    tables = [(name, is_forced) for name, is_forced in rows if name not in EXEMPT]
    if not tables:
        return [error("tables", "there are no tables", "Nothing works before the first migrate.", "Run manage.py migrate.")]
    bare = sorted(name for name, is_forced in tables if not is_forced)
    return [unless(bool(bare), lambda: error("row-level security", f"it is not forced on {', '.join(bare[:5])}{' and more' if len(bare) > 5 else ''}",
                                             "A forgotten filter would show everybody's rows.", "Run manage.py migrate: it brings every table to its declaration."),
                   "row-level security", f"forced on {len(tables)} tables")]  # fmt: skip


def _skew(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row
    ours: datetime = clock.now() - clock.offset()
    apart = abs((row[0].astimezone(UTC) - ours).total_seconds())
    found = warning if apart < TOO_MUCH else error
    return unless(apart > SKEW, lambda: found("clock", f"this machine and PostgreSQL are {apart:.0f} seconds apart", "Deadlines pass early or late, and signed events are refused from five minutes on.",
                                              "Run a time service (systemd-timesyncd or chrony) on both."), "clock", "this machine and PostgreSQL agree about the time")  # fmt: skip


def _invalid_indexes(connection: psycopg.Connection[Any]) -> Findings:
    """What CREATE INDEX CONCURRENTLY leaves behind when it is interrupted: written to, never read from."""
    rows = connection.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid AND indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)"
    ).fetchall()
    names = ", ".join(row[0] for row in rows)
    return [error("indexes", f"left half made: {names}", "They cost each write and help no read; the migration that makes them is not done.",
                  f"DROP INDEX CONCURRENTLY each as {OWNER}, then run manage.py migrate.")] if names else []  # fmt: skip
