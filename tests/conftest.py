"""Fixtures that everybody uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import caches

from casaora.kit import references


@pytest.fixture(autouse=True)
def still_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own demo clock, so that one that moves time disturbs nobody."""
    monkeypatch.setenv("DEMO_CLOCK", str(tmp_path / "clock"))


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """Limits and pages of one test do not reach the next."""
    for cache in caches.all():
        cache.clear()
    caches["limits"].clear()


@pytest.fixture
def at() -> datetime:
    """A quiet Monday morning in Bogotá: 23 November 2026, 09:00 (14:00 UTC)."""
    return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def seeded() -> Iterator[None]:
    """References that repeat."""
    with references.seeded("tests"):
        yield
