"""Addresses that machines ask: is the process up, is it ready, what has it counted; and the browser's content-policy reports."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from casaora.ops import exposition, health
from casaora.ratelimits import limited

log = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part with its state. 503 where requests cannot be served; with ``?all`` also where something else is missing.

    A balancer asks without: pages go on without the broker, so it must not take web away. A monitor asks with ``?all``.
    """
    states = health.states()
    missing = {name for name, state in states.items() if state != "ok"}
    is_down = bool(missing & health.NEEDED) or ("all" in request.GET and bool(missing))
    word = "down" if missing & health.NEEDED else "degraded" if missing else "ok"
    return JsonResponse({"status": word, **states, **health.about()}, status=503 if is_down else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token as bearer. Where no token is set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition.text(), content_type=exposition.CONTENT_TYPE)


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
