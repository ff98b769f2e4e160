"""How the simulator says no, and how it says nothing."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with an error body, in Stripe's shape."""

    def __init__(self, status: int, kind: str, message: str, code: str = "", param: str = "", **more: Any) -> None:
        super().__init__(message)
        self.status = status
        said = {"type": kind, "message": message, "code": code, "param": param, **more}
        self.body = {"error": {name: value for name, value in said.items() if value not in ("", None)}}


class NoAnswer(ConnectionError):
    """The connection ends without an answer; whether anything happened is not said."""


class Broken(RuntimeError):
    """The simulator itself failed. A mistake of ours that must not look like one of the processor's."""


def invalid(message: str, code: str = "", param: str = "", *, status: int = 400, **more: Any) -> ApiError:
    """An ``invalid_request_error``."""
    return ApiError(status, "invalid_request_error", message, code, param, **more)


def missing(kind: str, identifier: str, param: str = "id") -> ApiError:
    """There is no such object."""
    return invalid(f"No such {kind}: '{identifier}'", "resource_missing", param, status=404)


def card_error(code: str, message: str, *, decline_code: str = "", **more: Any) -> ApiError:
    """The card said no."""
    return ApiError(402, "card_error", message, code, "", decline_code=decline_code, **more)
