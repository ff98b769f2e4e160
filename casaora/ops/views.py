"""Addresses that machines ask: is the process up, is it ready; and the browser's content-policy reports."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from casaora.ratelimits import limited

log = logging.getLogger(__name__)
#: The synthetic journey pays, and does so only where this is proved.
TEST_KEYS = ("sk_test_", "rk_test_")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, cache and migrations, each with its reason; 503 when one is missing. A header tells whether cards are test cards."""
    states: dict[str, str] = {}
    for name, test in (("database", _database), ("cache", _cache), ("migrations", _migrations)):
        try:
            states[name] = test() or "ok"
        except Exception as error:
            states[name] = type(error).__name__
    answer = JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)
    answer["Casaora-Payments"] = "test" if settings.STRIPE_SECRET_KEY.startswith(TEST_KEYS) else "live"
    return answer


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _cache() -> str:
    caches["limits"].get("readyz")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply" if waiting else ""


@csrf_exempt
@require_POST
@limited("report")
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser refused something. Logged with directive and blocked address only."""
    try:
        report = json.loads(request.body[:10_000]).get("csp-report", {})
        log.warning("content policy: %s blocked %s", str(report.get("violated-directive"))[:60], str(report.get("blocked-uri"))[:120])
    except (ValueError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    return HttpResponse(status=204)
