"""An answer kept for a short while: fresh for all, made by one, and never in the way when the cache is."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from casaora.kit.remembered import FRESH, KEPT, key_of, remembered

AT = datetime(2026, 11, 23, 14, tzinfo=UTC)


class Maker:
    """Counts how often an answer was made."""

    def __init__(self, seconds: float = 0) -> None:
        self.made, self.seconds, self.lock = 0, seconds, threading.Lock()

    def __call__(self) -> int:
        time.sleep(self.seconds)
        with self.lock:
            self.made += 1
            return self.made


def test_an_answer_is_made_once_while_it_is_fresh() -> None:
    make = Maker()
    assert [remembered("x", make, at=AT), remembered("x", make, at=AT + FRESH), remembered("y", make, at=AT)] == [1, 1, 2]
    assert remembered("x", make, at=AT + FRESH + timedelta(seconds=1)) == 3


@pytest.mark.parametrize("leap", [timedelta(days=3), timedelta(days=-3)])
def test_a_clock_that_leaps_makes_it_old(leap: timedelta) -> None:
    make = Maker()
    remembered("x", make, at=AT)
    assert remembered("x", make, at=AT + leap) == 2


def test_of_many_at_once_one_makes_it_and_the_others_wait() -> None:
    make, answers = Maker(0.15), []
    threads = [threading.Thread(target=lambda: answers.append(remembered("x", make, at=AT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 8
    assert make.made == 1


def test_the_last_answer_serves_while_a_new_one_is_made() -> None:
    make = Maker()
    remembered("x", make, at=AT)
    cache.add(f"{key_of('x')}:making", 1, 10)  # somebody is at it
    assert remembered("x", make, at=AT + FRESH + timedelta(seconds=5)) == 1
    assert make.made == 1


def test_whoever_waits_in_vain_makes_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casaora.kit.remembered.PATIENCE", 0.1)
    make = Maker()
    cache.add(f"{key_of('x')}:making", 1, 10)  # somebody died over it
    assert remembered("x", make, at=AT) == 1
    remembered("old", make, at=AT)
    cache.add(f"{key_of('old')}:making", 1, 10)
    assert remembered("old", make, at=AT + KEPT + timedelta(seconds=1)) == 3  # too old to be shown, whoever is at it


def test_what_fails_is_not_kept_and_does_not_stop_the_next() -> None:
    def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remembered("x", fails, at=AT)
    assert remembered("x", Maker(), at=AT) == 1


def test_without_the_cache_everybody_makes_their_own(settings: object) -> None:
    away = {"BACKEND": "casaora.caches.ForgivingCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away, "limits": away}  # type: ignore[attr-defined]
    make = Maker()
    assert [remembered("x", make, at=AT) for _ in range(3)] == [1, 2, 3]


def test_an_entry_that_is_not_ours_is_made_again() -> None:
    cache.set(key_of("x"), "something else", 60)
    assert remembered("x", Maker(), at=AT) == 1
