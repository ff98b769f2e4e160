"""Who the database believes it is talking to.

One context variable, read by the database backend alone (``kit.pg``), which tells PostgreSQL together with BEGIN.
Verbs are still given ``by``: nothing else may ask who is acting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

OWNER = "casaora_owner"
SERVICE = "casaora_service"
WEB = "casaora_web"
VERB = "casaora_verb"
READER = "casaora_reader"


@dataclass(frozen=True)
class Acting:
    """The person, staff groups and role of the present context. ``role=None`` is the login's own."""

    person: int | None = None
    groups: tuple[str, ...] = ()
    role: str | None = None
    #: Looked at when a transaction begins: a GET cannot write.
    read_only: bool = False


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)
now_acting = _acting.get


@contextmanager
def acting(**changes: Any) -> Iterator[None]:
    """Act as somebody else within the block; what is not named stays as it is."""
    token = _acting.set(replace(_acting.get(), **changes))
    try:
        yield
    finally:
        _acting.reset(token)


def become(**changes: Any) -> None:
    """Act as somebody else for the rest of the surrounding block: at sign-in and sign-out."""
    _acting.set(replace(_acting.get(), **changes))


@contextmanager
def as_verb() -> Iterator[None]:
    """Write both parties' rows, as a verb may. Only inside a transaction, because the role is set for one."""
    if not connection.in_atomic_block:
        raise RuntimeError("as_verb() outside a transaction: open atomic() first")
    with acting(role=VERB):
        yield


@contextmanager
def reading_as_verb() -> Iterator[None]:
    """Read what web may not, for a page: in the GET's transaction, or, where a POST shows its page again, in one of its own."""
    with nullcontext() if connection.in_atomic_block else transaction.atomic(), as_verb():
        yield
