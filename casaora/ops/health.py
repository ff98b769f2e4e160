"""What the house needs to serve, and what it needs to be whole; each with its reason when it is not there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from casaora.kit import clock
from casaora.kit.acting import acting, reading_as_verb
from casaora.ops import queues, watching

#: Without these no request can be answered; without the others pages work and something waits.
NEEDED = frozenset({"database", "migrations"})
#: The synthetic journey pays, and does so only where these are proved.
TEST_KEYS = ("sk_test_", "rk_test_")


def states() -> dict[str, str]:
    """The word ok, or why not, for each part."""
    found: dict[str, str] = {}
    for name, test in PARTS.items():
        try:
            found[name] = _asked(test) or "ok"
        except Exception as error:
            found[name] = type(error).__name__
    return found


def _asked(test: Callable[[], str]) -> str:
    """As the login that serves pages, whoever looks; a part that fails inside a page's transaction must not take the page with it."""
    with acting(role=settings.REQUEST_ROLE), transaction.atomic() if connection.in_atomic_block else nullcontext():
        return test()


def about() -> dict[str, str]:
    """What runs here: the release, and whether money is real: ``test`` only where the key is a test key beyond doubt."""
    return {"release": settings.RELEASE or "unnamed", "mode": "test" if settings.STRIPE_SECRET_KEY.startswith(TEST_KEYS) else "live"}


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean")
        (is_read_only,) = cursor.fetchone()
    return "read only" if is_read_only else ""


def _cache() -> str:
    caches["limits"].get("readyz")
    return ""


def _broker() -> str:
    queues.depths()
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply" if waiting else ""


def _clock() -> str:
    """Beat and worker together: a job of the clock ran a moment ago."""
    with reading_as_verb():
        quiet = watching.silence(clock.now())
    return f"silent for {int(quiet.total_seconds() // 60)} min" if quiet else ""


PARTS: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "cache": _cache, "broker": _broker, "clock": _clock}
