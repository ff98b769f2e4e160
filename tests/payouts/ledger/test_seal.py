"""Sealing links every entry once; the proof finds what was changed, lost or left unsealed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from casaora.kit.acting import OWNER, acting, as_verb
from casaora.kit.money import Money
from payouts.ledger import recipes
from payouts.ledger.actions import post, seal
from payouts.ledger.chain import GENESIS
from payouts.ledger.models import Seal
from payouts.ledger.queries import verify

pytestmark = pytest.mark.django_db


def posted(count: int, at: datetime) -> None:
    with transaction.atomic(), as_verb():
        for number in range(count):
            post(
                kind="processor_fee",
                reference=f"txn_{number}",
                at=at,
                postings=recipes.processor_fee(fee=Money(100 + number, "COP")),
            )


@contextmanager
def as_a_thief(*tables: str) -> Iterator[Any]:
    """The tables' owner with the triggers switched off: the strongest hand there is."""
    with transaction.atomic(), acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def kinds(at: datetime) -> set[str]:
    return {finding.kind for finding in verify(at)}


def test_every_entry_is_linked_once(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payouts.ledger.actions.SEALED_AT_ONCE", 3)
    posted(7, at)
    assert seal(at) == {"sealed": 7}
    assert seal(at) == {"sealed": 0}
    links = list(Seal.objects.order_by("sequence"))
    assert [link.sequence for link in links] == [1, 2, 3, 4, 5, 6, 7]
    assert [link.previous_hash for link in links] == [GENESIS, *[link.hash for link in links[:-1]]]
    assert verify(at) == []


def test_an_entry_without_a_seal_is_late_after_five_minutes(at: datetime) -> None:
    posted(1, at)
    assert verify(at + timedelta(minutes=5)) == []
    assert kinds(at + timedelta(minutes=5, seconds=1)) == {"unsealed"}


def test_an_edited_amount_is_found(at: datetime) -> None:
    posted(3, at)
    seal(at)
    with as_a_thief("payouts_posting") as cursor:
        cursor.execute("UPDATE payouts_posting SET amount_minor = amount_minor * 2")
    assert kinds(at) == {"changed"}
    with as_a_thief("payouts_posting") as cursor:
        cursor.execute("UPDATE payouts_posting SET amount_minor = amount_minor + 1 WHERE amount_minor > 0")
    assert kinds(at) == {"changed", "unbalanced"}


def test_an_edited_entry_is_found(at: datetime) -> None:
    posted(2, at)
    seal(at)
    with as_a_thief("payouts_entry") as cursor:
        cursor.execute("UPDATE payouts_entry SET memo = 'nothing to see' WHERE reference = 'txn_1'")
    assert kinds(at) == {"changed"}


def test_a_lost_link_is_found(at: datetime) -> None:
    posted(3, at)
    seal(at)
    with as_a_thief("payouts_seal") as cursor:
        cursor.execute("DELETE FROM payouts_seal WHERE sequence = 2")
    assert {"hole", "chain", "unsealed"} <= kinds(at + timedelta(minutes=6))


def test_a_trigger_that_was_switched_off_is_found(at: datetime) -> None:
    with transaction.atomic(), acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payouts_entry DISABLE TRIGGER entry_complete")
    assert [(f.kind, f.text) for f in verify(at)] == [("unguarded", "the trigger entry_complete is missing or switched off")]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain(at: datetime) -> None:
    posted(40, at)
    barrier = threading.Barrier(3)

    def run() -> None:
        barrier.wait()
        try:
            seal(at)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Seal.objects.count() == 40
    assert verify(at) == []
