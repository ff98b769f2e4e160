"""Lists, expansion and search, and the cleaning of what is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from casaora.stripe.simulator.errors import invalid, missing
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

LISTS = {
    "GET /v1/balance_transactions": ("balance_transaction", ("source", "type", "currency", "payout")),
    "GET /v1/charges": ("charge", ("customer", "payment_intent", "transfer_group")),
    "GET /v1/disputes": ("dispute", ("charge", "payment_intent")),
    "GET /v1/events": ("event", ("type",)),
    "GET /v1/payment_intents": ("payment_intent", ("customer",)),
    "GET /v1/payouts": ("payout", ("status", "destination")),
    "GET /v1/refunds": ("refund", ("charge", "payment_intent")),
    "GET /v1/transfers": ("transfer", ("destination", "transfer_group")),
}
_COMPARE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def public(value: Any) -> Any:
    """A value without the simulator's own notes (names that begin with ``_``)."""
    if isinstance(value, dict):
        return {name: public(part) for name, part in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [public(part) for part in value]
    return value


def need(sim: Simulator, identifier: str, kind: str, param: str = "id") -> Obj:
    """The object of an id and kind, or the 404 that Stripe answers."""
    found = sim.store.get(identifier, kind)
    if found is None:
        raise missing(kind, identifier, param)
    return found


def page(sim: Simulator, kind: str, params: Mapping[str, Any], equal: Mapping[str, Any], url: str) -> Obj:
    """One page, newest first: ``limit``, ``starting_after``, ``ending_before``, ``created``, and equal properties."""
    try:
        limit = int(params.get("limit", 10))
    except ValueError:
        limit = 0
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", "parameter_invalid_integer", "limit")
    where = ["kind = ?", "owner = ?"]
    values: list[Any] = [kind, sim.asked.account]
    for name, value in equal.items():
        where.append(f"json_extract(body, '$.{name}') = ?")
        values.append(value)
    created = params.get("created", {})
    for name, bound in created.items() if isinstance(created, dict) else [("=", created)]:
        where.append(f"created {_COMPARE.get(name, '=')} ?")
        values.append(int(bound))
    backwards = "ending_before" in params
    beyond = {"starting_after": "n < (SELECT n FROM objects WHERE id = ?)", "ending_before": "n > (SELECT n FROM objects WHERE id = ?)"}
    for name, bound in beyond.items():
        if name in params:
            need(sim, params[name], kind, name)
            where.append(bound)
            values.append(params[name])
    order = "n" if backwards else "n DESC"
    # The names in it are ours or the contract's; every value is bound.
    sql = f"SELECT id FROM objects WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"  # nosec B608
    found = [row[0] for row in sim.store.rows(sql, *values, limit + 1)]
    ids = found[:limit][::-1] if backwards else found[:limit]
    data = [sim.store.get(identifier) for identifier in ids]
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": data}


def _list_of(operation: str) -> Any:
    kind, filters = LISTS[operation]

    def answer(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
        return page(sim, kind, params, {name: params[name] for name in filters if name in params}, operation.split(" ")[1])

    return answer


def expand(sim: Simulator, body: Obj, paths: Sequence[str]) -> Obj:
    """Replace ids by their objects along paths such as ``latest_charge.balance_transaction`` or ``data.source``."""
    for path in paths:
        _expand(sim, [body], path.split("."), path)
    return body


def _expand(sim: Simulator, holders: list[Any], path: list[str], whole: str) -> None:
    name, rest = path[0], path[1:]
    below: list[Any] = []
    for holder in holders:
        if not isinstance(holder, dict) or name not in holder:
            raise invalid(f"This property cannot be expanded ({whole}).", "", "expand")
        value = holder[name]
        if isinstance(value, str):
            holder[name] = value = sim.store.get(value) or value
        below += value if isinstance(value, list) else [value] if value is not None else []
    if rest and below:
        _expand(sim, below, rest, whole)


_TERM = re.compile(r"""(metadata\[['"](?P<key>[^'"]+)['"]\]|(?P<name>\w+))\s*:\s*['"](?P<value>[^'"]*)['"]""")


def search_intents(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """``metadata['reference']:'PY-…' AND status:'canceled'``. Behind by the search lag: absence proves nothing."""
    terms = [_TERM.fullmatch(term.strip()) for term in re.split(r"\s+AND\s+", params["query"])]
    if not all(terms):
        raise invalid("We were unable to parse your search query.", "", "query")
    newest = sim.now() - sim.options["search_lag_seconds"]
    data = []
    for intent in reversed(sim.store.all("payment_intent")):
        if intent["created"] > newest:
            continue
        said = [intent["metadata"].get(t["key"]) if t and t["key"] else intent.get(t["name"] if t else "") for t in terms]
        if all(value == (term["value"] if term else None) for value, term in zip(said, terms, strict=True)):
            data.append(intent)
    limit = int(params.get("limit", 10))
    url = "/v1/payment_intents/search"
    return {"object": "search_result", "url": url, "has_more": len(data) > limit, "next_page": None, "data": data[:limit]}


OPERATIONS = {**{name: _list_of(name) for name in LISTS}, "GET /v1/payment_intents/search": search_intents}
