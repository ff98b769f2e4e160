"""Events that are read again, and webhook endpoints that are announced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.errors import missing
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


def read_event(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """An event; a connected account's only on its behalf."""
    event = need(sim, ids[0], "event")
    if event.get("account", "") != sim.asked.account:
        raise missing("event", ids[0])
    return event


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """An endpoint with its secret. Where the simulator really delivers is said when it is started."""
    endpoint: Obj = {
        "id": sim.store.new_id("we"), "object": "webhook_endpoint", "api_version": params.get("api_version"),
        "application": None,
        "created": sim.now(), "description": params.get("description"), "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": params.get("metadata") or {}, "secret": sim.secrets[-1 if params.get("connect") else 0],
        "status": "enabled",
        "url": params["url"],
    }  # fmt: skip
    return sim.store.insert(endpoint)


OPERATIONS = {"GET /v1/events/{id}": read_event, "POST /v1/webhook_endpoints": create}
