"""Stripe's published description, as the judge of what is asked and of what is answered."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from casaora.stripe.simulator.errors import ApiError, invalid

Obj = dict[str, Any]
PUBLISHED: Obj = json.loads((Path(__file__).resolve().parent.parent / "contract.json").read_text())
VERSION: str = PUBLISHED["api_version"]
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "number": (int, float),
}  # fmt: skip


@lru_cache(maxsize=1)
def _routes() -> list[tuple[str, re.Pattern[str], str]]:
    routes = []
    # Fixed paths before those with a variable, so that /search is not taken for an id.
    for name in sorted(PUBLISHED["operations"], key=lambda name: (name.count("{"), name)):
        method, path = name.split(" ")
        routes.append((method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), name))
    return routes


def find(method: str, path: str) -> tuple[str, list[str]]:
    """The operation of a request and the ids in its path; a 404 error when Stripe has none such."""
    for verb, pattern, name in _routes():
        match = pattern.fullmatch(path) if verb == method.upper() else None
        if match:
            return name, list(match.groups())
    raise invalid(f"Unrecognized request URL ({method.upper()}: {path}).", "", status=404)


def check_request(operation: str, params: Obj) -> Obj:
    """The parameters with their published types; an error for one that is unknown, mistyped or missing."""
    spec = PUBLISHED["operations"][operation]
    if operation.startswith("GET"):
        return _check_query(spec["query"], params)
    typed = _typed(spec["body"] or {"properties": {}, "type": "object"}, params, "")
    return dict(typed)


def _check_query(published: Obj, params: Obj) -> Obj:
    for name in params:
        if name not in published:
            raise invalid(f"Received unknown parameter: {name}", "parameter_unknown", name)
    for name, rule in published.items():
        if rule["required"] and name not in params:
            raise invalid(f"Missing required param: {name}.", "parameter_missing", name)
    return params


def _typed(schema: Obj, value: Any, name: str) -> Any:
    if "anyOf" in schema:
        return _any_of(schema["anyOf"], value, name)
    if schema.get("trimmed"):
        return value
    kind = schema.get("type", "string")
    if kind == "object":
        return _object(schema, value, name)
    if kind == "array":
        if not isinstance(value, list):
            raise invalid(f"Invalid array: {name}", "", name)
        return [_typed(schema["items"], part, f"{name}[{i}]") for i, part in enumerate(value)]
    if not isinstance(value, str):
        raise invalid(f"Invalid {kind}: {name}", "", name)
    return _scalar(schema, kind, value, name)


def _any_of(schemas: list[Obj], value: Any, name: str) -> Any:
    first: ApiError | None = None
    for schema in schemas:
        try:
            return _typed(schema, value, name)
        except ApiError as error:
            first = first or error
    assert first is not None
    raise first


def _scalar(schema: Obj, kind: str, value: str, name: str) -> Any:
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            raise invalid(f"Invalid integer: {value}", "parameter_invalid_integer", name)
        return int(value)
    if kind == "boolean":
        if value not in ("true", "false"):
            raise invalid(f"Invalid boolean: {value}", "", name)
        return value == "true"
    if "enum" in schema and value not in schema["enum"]:
        raise invalid(f"Invalid {name}: must be one of {', '.join(schema['enum'])}", "", name)
    if len(value) > schema.get("maxLength", 5000):
        raise invalid(f"Invalid string: {name} must be at most {schema['maxLength']} characters", "", name)
    if schema.get("format") == "currency" and not re.fullmatch("[a-z]{3}", value.lower()):
        raise invalid(f"Invalid currency: {value}", "", name)
    return value


def _object(schema: Obj, value: Any, name: str) -> Obj:
    if not isinstance(value, dict):
        raise invalid(f"Invalid object: {name}", "", name)
    known, other = schema.get("properties", {}), schema.get("additionalProperties", False)
    typed = {}
    for key, part in value.items():
        path = f"{name}[{key}]" if name else key
        if key not in known and not other:
            raise invalid(f"Received unknown parameter: {path}", "parameter_unknown", path)
        typed[key] = _typed(known.get(key, other), part, path)
    for key in schema.get("required", []):
        if key not in typed:
            path = f"{name}[{key}]" if name else key
            raise invalid(f"Missing required param: {path}.", "parameter_missing", path)
    return typed


def problems(answer: Obj) -> list[str]:
    """What an answer has against the published shape of its object: missing, unknown, mistyped, not in the list."""
    kind = answer.get("object", "")
    if kind in ("list", "search_result"):
        return [problem for row in answer["data"] for problem in problems(row)]
    published = PUBLISHED["objects"].get(kind)
    if published is None:
        return [f"{kind or answer!r} is not a published object"]
    found = [f"{kind}.{name} is missing" for name in published["required"] if name not in answer]
    for name, value in answer.items():
        found += _against(published["properties"].get(name), value, f"{kind}.{name}")
    return found


def _against(schema: Obj | None, value: Any, name: str) -> list[str]:
    if schema is None:
        return [f"{name} is not published"]
    if value is None:
        return [] if schema.get("nullable") else [f"{name} may not be null"]
    if "anyOf" in schema or "object" in schema:
        if isinstance(value, str):
            return [] if "string" in schema.get("anyOf", []) else [f"{name} may not be an id"]
        kind = value.get("object") if isinstance(value, dict) else None
        expanded = isinstance(kind, str) and kind in PUBLISHED["objects"]
        return problems(value) if expanded else []
    expected = _TYPES[schema["type"]]
    if not isinstance(value, expected) or (schema["type"] == "integer" and isinstance(value, bool)):
        return [f"{name} is not of type {schema['type']}: {value!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{name} has an unpublished value: {value!r}"]
    return []
