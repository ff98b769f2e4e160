"""The control door of the HTTP simulator: faults, settings, deliveries, and what banks and owners do. JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

Door = Callable[["Simulator", list[str], Obj], Any]


def _health(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    return {"ok": True, "seed": sim.store.seed, "now": sim.now()}


def _add_fault(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    return {"n": sim.faults.add(body.pop("operation"), body.pop("kind"), **body)}


def _clear_faults(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    sim.faults.clear()
    return {"ok": True}


def _set(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    sim.options.set(**body)
    return {"ok": True}


def _forget_keys(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    sim.forget_keys()
    return {"ok": True}


def _pay(sim: Simulator, ids: list[str], body: Obj) -> Obj:
    result = sim.hosted.pay(ids[0], **body)
    return {"status": result.status, "url": result.url, "code": result.code, "intent": result.intent_id}


#: Method and path (``*`` is an id) → what it does. Keyword arguments of the Python functions are the body's names.
DOORS: dict[tuple[str, str], Door] = {
    ("GET", "health"): _health,
    ("GET", "faults"): lambda sim, ids, body: sim.faults.all(),
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "settings"): _set,
    ("POST", "keys/forget"): _forget_keys,
    ("GET", "deliveries"): lambda sim, ids, body: sim.deliveries.all(),
    ("POST", "deliveries/flush"): lambda sim, ids, body: {"flushed": sim.deliveries.flush()},
    ("GET", "objects/*"): lambda sim, ids, body: sim.objects(ids[0]),
    ("POST", "checkout/*/pay"): _pay,
    ("POST", "checkout/*/expire"): lambda sim, ids, body: {"status": sim.hosted.expire(ids[0]).status},
    ("POST", "accounts/*"): lambda sim, ids, body: sim.accounts.become(ids[0], body["state"]),
    ("POST", "disputes"): lambda sim, ids, body: sim.disputes.open(body.pop("charge"), **body),
    ("POST", "disputes/*/close"): lambda sim, ids, body: sim.disputes.close(ids[0], body["status"]),
    ("POST", "top_ups"): lambda sim, ids, body: sim.banks.top_up(**body),
    ("POST", "movements"): lambda sim, ids, body: sim.banks.move(body.pop("kind"), body.pop("amount"), **body),
    ("POST", "payouts"): lambda sim, ids, body: sim.banks.pay_out(**body),
    ("POST", "payouts/*/arrive"): lambda sim, ids, body: sim.banks.arrive(ids[0]),
    ("POST", "payouts/*/fail"): lambda sim, ids, body: sim.banks.fail(ids[0], **body),
    ("POST", "transfers/*/return"): lambda sim, ids, body: sim.banks.return_transfer(ids[0], **body),
}


def _matches(pattern: str, parts: list[str]) -> list[str] | None:
    wanted = pattern.split("/")
    if len(wanted) != len(parts) or any(w not in ("*", p) for w, p in zip(wanted, parts, strict=True)):
        return None
    return [part for want, part in zip(wanted, parts, strict=True) if want == "*"]


def answer(sim: Simulator, method: str, path: str, body: Obj) -> tuple[int, Any]:
    """Status and answer of a control request; what it names wrongly is a 400."""
    parts = path.strip("/").split("/")
    for (verb, pattern), door in DOORS.items():
        ids = _matches(pattern, parts) if verb == method else None
        if ids is not None:
            try:
                with sim.store.transaction():
                    return 200, door(sim, ids, body)
            except (KeyError, TypeError, ValueError) as error:
                return 400, {"error": f"{type(error).__name__}: {error}"}
    return 404, {"error": f"no such control: {method} {path}"}
