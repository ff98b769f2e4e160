"""The plan and the payout days, reckoned without a database: nothing lost, lines that sum, the same hash in any order."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.batches import cutoffs, plans
from tests.payouts.scenes import TUESDAY

BOGOTA = ZoneInfo("America/Bogota")
rows = st.lists(
    st.builds(
        plans.Payable, st.integers(1, 10**6), st.text("ABCDEF", min_size=3, max_size=6), st.integers(1, 5), st.integers(1, 10**9)
    ),
    unique_by=(lambda r: r.earning_id, lambda r: r.reference),
    max_size=30,
)
people = st.dictionaries(st.integers(1, 5), st.integers(0, 10**9))
whys = st.dictionaries(st.integers(1, 5), st.just("no_account"))


def planned(
    payables: list[plans.Payable], owed: dict[int, int], obstacles: dict[int, str], cap: int = 5_000, minimum: int = 5_000_000
) -> plans.Plan:
    return plans.plan(
        batch_id="co-2026-11-24-tue", market_code="CO", currency="COP", cut_off_at=TUESDAY, payables=payables, owed=owed,
        obstacles=obstacles, terms=plans.Terms(minimum, cap, frozenset({5})),
    )  # fmt: skip


@given(rows, people, whys, st.integers(0, 10_000))
def test_nothing_is_lost_or_invented(
    payables: list[plans.Payable], owed: dict[int, int], obstacles: dict[int, str], cap: int
) -> None:
    made = planned(payables, owed, obstacles, cap)
    lines = [line.earning_id for p in made.payouts for line in p.lines]
    assert len(lines) == len(set(lines))
    carried = sum(c.amount_minor for c in made.carried)
    assert sum(p.gross_minor for p in made.payouts) + carried == sum(r.amount_minor for r in payables)
    for payout in made.payouts:
        assert payout.net_minor + payout.netted_minor == sum(line.amount_minor for line in payout.lines)
        assert 0 <= payout.netted_minor <= owed.get(payout.professional_id, 0) or payout.netted_minor == 0
        assert payout.netted_minor * 10_000 <= payout.gross_minor * cap
        assert {line.professional_id for line in payout.lines} == {payout.professional_id}
        assert payout.net_minor >= 5_000_000 or payout.net_minor == 0 or payout.professional_id == 5
        assert payout.net_minor == 0 or payout.professional_id not in obstacles
    assert made.total_minor == sum(p.net_minor for p in made.payouts)


@given(rows, people, st.randoms())
def test_the_order_of_rows_changes_nothing(payables: list[plans.Payable], owed: dict[int, int], chance: random.Random) -> None:
    shuffled = payables[:]
    chance.shuffle(shuffled)
    assert planned(shuffled, owed, {}) == planned(payables, owed, {})
    assert planned(shuffled, owed, {}).hash() == planned(payables, owed, {}).hash()


def one(amount: int) -> list[plans.Payable]:
    return [plans.Payable(1, "CB-A", 1, amount)]


def test_below_the_minimum_it_carries_over_and_a_final_payout_does_not() -> None:
    assert planned(one(4_999_900), {}, {}).carried == (plans.Carried(1, 4_999_900, "minimum"),)
    assert planned(one(5_000_000), {}, {}).total_minor == 5_000_000
    assert planned([plans.Payable(1, "CB-A", 5, 100)], {}, {}).total_minor == 100


def test_a_debt_takes_at_most_its_share_on_whole_steps() -> None:
    made = planned(one(20_000_100), {1: 99_000_000}, {}).payouts[0]
    assert (made.netted_minor, made.net_minor) == (10_000_000, 10_000_100)
    assert planned(one(20_000_000), {1: 3_000}, {}).payouts[0].netted_minor == 3_000


def test_a_debt_that_may_take_all_takes_what_lies_beside_the_step_too() -> None:
    assert planned(one(20_000_050), {1: 99_000_000}, {}, cap=10_000).payouts[0].netted_minor == 20_000_050


def test_the_hash_covers_these_words_and_none_else() -> None:
    rows = [plans.Payable(1, "CB-B", 3, 6_000_000), plans.Payable(2, "CB-A", 3, 6_000_000)]
    made = planned(rows, {3: 1_000}, {})
    said = (
        '{"batch_id":"co-2026-11-24-tue","currency":"COP","cut_off_at":"2026-11-24T15:00:00+00:00","market":"CO","payouts":'
        '[{"lines":[["CB-A",6000000],["CB-B",6000000]],"net_minor":11999000,"netted_minor":1000,"professional":3}],"total_minor":11999000}'
    )
    assert made.hash() == hashlib.sha256(said.encode()).hexdigest()


def test_a_debt_that_takes_all_needs_no_account() -> None:
    made = planned(one(20_000_000), {1: 99_000_000}, {1: "no_account"}, cap=10_000)
    assert (made.payouts[0].net_minor, made.total_minor) == (0, 0)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-24 09:59", "2026-11-20"), ("2026-11-24 10:00", "2026-11-24"), ("2026-11-26 23:00", "2026-11-24"),
        ("2026-11-27 10:00", "2026-11-27"), ("2026-12-01 09:00", "2026-11-27"), ("2027-01-01 10:00", "2027-01-01"),
    ],
)  # fmt: skip
def test_the_latest_cut_off(local: str, expected: str) -> None:
    at = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=BOGOTA)
    found = cutoffs.latest(at, BOGOTA)
    assert (f"{found.astimezone(BOGOTA):%Y-%m-%d %H:%M}") == f"{expected} 10:00"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["America/Bogota", "America/Asuncion"]),
)
def test_cut_offs_follow_one_another(at: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    before, after = cutoffs.latest(at, zone), cutoffs.following(at, zone)
    assert before <= at < after
    assert timedelta(days=2, hours=23) <= after - before <= timedelta(days=4, hours=1)
    assert cutoffs.latest(after, zone) == after


def test_a_batch_is_named_by_its_local_day() -> None:
    late = datetime(2026, 11, 24, 10, tzinfo=BOGOTA)
    assert cutoffs.batch_id("CO", late, BOGOTA) == "co-2026-11-24-tue"
    assert cutoffs.batch_id("CO", late, BOGOTA, 1) == "co-2026-11-24-tue-m1"
    evening = datetime(2026, 11, 23, 21, tzinfo=BOGOTA).astimezone(UTC)  # Tuesday already, elsewhere
    assert cutoffs.batch_id("CO", evening, BOGOTA, 2) == "co-2026-11-23-mon-m2"


def test_a_cut_off_is_not_followed_by_itself_nor_looked_for_in_another_day() -> None:
    auckland = ZoneInfo("Pacific/Auckland")  # half a day ahead: its Tuesday morning is Monday in UTC
    tuesday = datetime(2026, 11, 24, 10, tzinfo=auckland)
    assert cutoffs.latest(tuesday.astimezone(UTC), auckland) == tuesday
    assert cutoffs.following(tuesday.astimezone(UTC), auckland) == tuesday + timedelta(days=3)
