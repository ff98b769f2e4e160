"""A house of its own to back up: a database with a few entries, and the administrator's login to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

#: Taken before any test says another.
ADMIN = os.environ["DATABASE_ADMIN_URL"]


def admin() -> str:
    """The cluster's first login, for the database of this test."""
    return urlunsplit(urlsplit(ADMIN)._replace(path=f"/{connection.settings_dict['NAME']}"))


def as_role(role: str, password: str) -> str:
    """The same address with another login."""
    parts = urlsplit(admin())
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}"))


@contextmanager
def by_admin(database: str = "") -> Iterator[psycopg.Connection]:
    """A connection that may do everything."""
    url = urlunsplit(urlsplit(admin())._replace(path=f"/{database}")) if database else admin()
    with psycopg.connect(url, autocommit=True) as made:
        yield made


def drilled() -> list[str]:
    """Databases that a drill made and did not drop."""
    with by_admin() as made:
        return [name for (name,) in made.execute("SELECT datname FROM pg_database WHERE datname LIKE 'casaora_drill_%'").fetchall()]


def dumps(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.dump"))
