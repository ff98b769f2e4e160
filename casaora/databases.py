"""Which database a process opens: the web's login or the service's, and for the web a replica where one is named."""

from __future__ import annotations

from typing import Any

from environ import Env

from casaora.kit.replica import REPLICA


def configured(env: Env, *, process: str, is_test: bool) -> dict[str, dict[str, Any]]:
    """``DATABASES``. Safe behind a transaction pooler: no cursor is kept, nothing is prepared, nothing is set for a session."""
    common: dict[str, Any] = {
        "ENGINE": "casaora.kit.pg",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": False,  # verbs own their transactions
    }
    options = {"connect_timeout": 60 if is_test else 5, "prepare_threshold": None}
    found = {"default": {**env.db_url("DATABASE_URL" if process == "web" else "DATABASE_SERVICE_URL"), **common}}
    if process == "web" and env.str("DATABASE_REPLICA_URL", ""):
        found[REPLICA] = {**env.db_url("DATABASE_REPLICA_URL"), **common}
    for database in found.values():  # what the address says after its question mark (sslmode) stays
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **options}
    return found
