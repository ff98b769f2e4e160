"""The chain in turns: every link is proved, each turn is short, and what is wrong stays wrong until it is put right."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casaora import schedule
from casaora.ops import rules
from payouts.ledger import proof, queries
from payouts.ledger.actions import seal
from payouts.ledger.queries import proved, verify
from tests.payouts.ledger.test_seal import as_a_thief, posted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def by_threes(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Seven entries; three links are read at once, and a turn is over after them."""
    monkeypatch.setattr(queries, "_AT_ONCE", 3)
    monkeypatch.setattr(proof, "SECONDS", -1)
    posted(7, at)
    seal(at)


def turn(number: int, at: datetime) -> dict[str, int]:
    run = schedule.run("prove_ledger", at + number * HOUR)
    assert run is not None
    return dict(run.counts)


def test_each_turn_goes_on_where_the_last_one_ended(by_threes: None, at: datetime) -> None:
    turns = [turn(number, at) for number in range(4)]
    assert turns == [
        {"upto": 3, "links": 3, "failed": 0}, {"upto": 6, "links": 3, "failed": 0}, {"upto": 7, "links": 1, "failed": 0},
        {"upto": 0, "links": 0, "failed": 0},
    ]  # fmt: skip
    assert turn(4, at)["upto"] == 3


def test_what_was_changed_long_ago_is_found_in_its_turn_and_stays_found(by_threes: None, at: datetime) -> None:
    with as_a_thief("payouts_entry") as cursor:
        cursor.execute("UPDATE payouts_entry SET memo = 'mine' WHERE reference = 'txn_4'")
    assert verify(at, latest=2) == []  # the newest links are sound
    assert turn(0, at)["failed"] == 0
    for number in (1, 2):
        assert turn(number, at) == {"upto": 3, "failed": 1}
        (signal,) = [s for s in rules.signals(at + number * HOUR + timedelta(seconds=1)) if s.kind == "invariant_broken"]
        assert (signal.subject, signal.count) == ("ledger_sums_to_zero", 1)
    with as_a_thief("payouts_entry") as cursor:
        cursor.execute("UPDATE payouts_entry SET memo = '' WHERE reference = 'txn_4'")
    assert turn(3, at)["failed"] == 0


@pytest.mark.parametrize("latest", [None, 7, 3])
def test_the_newest_links_are_proved_each_time(by_threes: None, at: datetime, latest: int | None) -> None:
    with as_a_thief("payouts_entry") as cursor:
        cursor.execute("UPDATE payouts_entry SET memo = 'mine' WHERE reference = 'txn_5'")
    assert [finding.kind for finding in verify(at, latest=latest)] == ["changed"]


def test_a_turn_is_bounded_by_what_is_read_at_once(by_threes: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        next(proved(3))
