"""What the database refuses in the books, tried in raw SQL as verb, service, owner and web."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.professionals.models import Professional
from casaora.kit.acting import OWNER, SERVICE, VERB, WEB, acting

pytestmark = pytest.mark.django_db
ENTRY = "INSERT INTO payouts_entry (kind, reference, subject, at, memo) VALUES ('adjustment', %s, '', now(), '') RETURNING id"
#: The column names of a posting, for the statements below.
LEGS = "INSERT INTO payouts_posting (entry_id, account, person_id, currency, amount_minor) VALUES "


@contextmanager
def role(name: str) -> Iterator[Any]:
    """A cursor in a transaction of its own, as that role, at whose end the deferred trigger is made to speak."""
    with transaction.atomic(), acting(role=name), connection.cursor() as cursor:
        yield cursor
        cursor.execute("SET CONSTRAINTS entry_complete IMMEDIATE")


def entry(cursor: Any, reference: str = "a") -> int:
    cursor.execute(ENTRY, [reference])
    number: int = cursor.fetchone()[0]
    return number


def balanced(cursor: Any, number: int) -> None:
    cursor.execute(f"{LEGS} (%s, 'processor_cash', NULL, 'COP', 5), (%s, 'suspense', NULL, 'COP', -5)", [number, number])


@pytest.fixture
def posted() -> int:
    """A sound entry of an earlier transaction: ``made_by`` is set back, because a test is one transaction."""
    with role(VERB) as cursor:
        number = entry(cursor, "sound")
        balanced(cursor, number)
    with transaction.atomic(), acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payouts_entry DISABLE TRIGGER entry_never")
        cursor.execute("UPDATE payouts_entry SET made_by = '3'")
        cursor.execute("ALTER TABLE payouts_entry ENABLE TRIGGER entry_never")
    return number


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        ("", "incomplete"),
        ("(%(e)s, 'processor_cash', NULL, 'COP', 0)", "posting_is_not_nothing"),
        ("(%(e)s, 'processor_cash', NULL, 'COP', 5)", "do not sum to zero"),
        ("(%(e)s, 'processor_cash', NULL, 'COP', 5), (%(e)s, 'suspense', NULL, 'COP', -4)", "do not sum to zero"),
        ("(%(e)s, 'processor_cash', NULL, 'COP', 5), (%(e)s, 'suspense', NULL, 'PYG', -5)", "do not sum to zero"),
        ("(%(e)s, 'pocket', NULL, 'COP', 5), (%(e)s, 'suspense', NULL, 'COP', -5)", "posting_names_an_account"),
        ("(%(e)s, 'payable_to', NULL, 'COP', 5), (%(e)s, 'suspense', NULL, 'COP', -5)", "posting_has_a_person"),
    ],
)
@pytest.mark.parametrize("who", [VERB, SERVICE, OWNER])
def test_an_entry_that_does_not_balance_is_refused(who: str, legs: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), role(who) as cursor:  # noqa: PT012
        number = entry(cursor)
        if legs:
            cursor.execute(LEGS + legs, {"e": number})


@pytest.mark.parametrize("who", [VERB, SERVICE, OWNER])
def test_a_balanced_pair_cannot_be_added_to_an_earlier_entry(who: str, posted: int) -> None:
    with pytest.raises(DatabaseError, match="earlier transaction"), role(who) as cursor:
        balanced(cursor, posted)


@pytest.mark.parametrize("who", [VERB, SERVICE, OWNER])
def test_made_by_cannot_be_forged(who: str) -> None:
    with role(who) as cursor:
        cursor.execute(
            "INSERT INTO payouts_entry (kind, reference, subject, at, memo, made_by) VALUES ('adjustment', 'f', '', now(), '', '7') RETURNING id, made_by = pg_current_xact_id()"
        )
        number, is_honest = cursor.fetchone()
        assert is_honest
        balanced(cursor, number)


def test_nothing_slips_in_after_the_deferred_check_was_fired_early() -> None:
    with pytest.raises(DatabaseError, match="do not sum to zero"), role(VERB) as cursor:  # noqa: PT012
        number = entry(cursor)
        balanced(cursor, number)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"{LEGS} (%s, 'suspense', NULL, 'COP', -5)", [number])


def test_a_posting_inside_a_savepoint_is_accepted() -> None:
    with role(VERB) as cursor:
        number = entry(cursor)
        with transaction.atomic():
            balanced(cursor, number)


TABLES = ["payouts_entry", "payouts_posting", "payouts_seal"]
CHANGES = {"payouts_entry": "memo = 'x'", "payouts_posting": "amount_minor = 7", "payouts_seal": "hash = 'x'"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("who", "why"),
    [(VERB, "permission denied"), (SERVICE, "permission denied"), (WEB, "permission denied"), (OWNER, "append-only")],
)
def test_nothing_is_ever_changed_or_deleted(who: str, why: str, table: str, posted: int) -> None:
    for statement in (f"UPDATE {table} SET {CHANGES[table]}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match=why), role(who) as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("who", [VERB, SERVICE, WEB])
def test_nobody_who_works_may_truncate(who: str, table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), role(who) as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_web_reads_no_entry_without_being_finance_and_writes_none(posted: int, ana: Professional) -> None:
    for person, groups, seen in (
        (None, (), 0),
        (ana.pk, (), 0),
        (ana.pk, ("support", "operations"), 0),
        (ana.pk, ("finance",), 1),
    ):
        with transaction.atomic(), acting(role=WEB, person=person, groups=groups), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM payouts_entry")
            assert cursor.fetchone() == (seen,)
            cursor.execute("SELECT count(*) FROM payouts_posting")
            assert cursor.fetchone() == (2 * seen,)
    with pytest.raises(DatabaseError, match="permission denied"), role(WEB) as cursor:
        entry(cursor)
