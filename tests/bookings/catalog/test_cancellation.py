"""What goes back when: tiers to the second, the law's right over holidays and weekends, and never less than either."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.catalog import legal
from bookings.catalog.cancellation import (
    ALL,
    LAW,
    TIER,
    USUAL,
    Cancellation,
    NotTiers,
    Right,
    Tier,
    applying,
    divide_amount,
    divided,
)
from casaora.kit.money import STEP, Money

BOGOTA = ZoneInfo("America/Bogota")
#: Monday 23 November 2026, 09:00 in Bogotá. No holiday follows until 8 December.
MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def spans(starts_at: datetime, accepted_at: datetime = MONDAY, policy: Cancellation = USUAL):
    return policy.spans(market="CO", zone=BOGOTA, accepted_at=accepted_at, starts_at=starts_at)


@pytest.mark.parametrize(
    ("before", "share"),
    [
        (timedelta(hours=24), 10_000), (timedelta(hours=24) - timedelta(seconds=1), 5_000), (timedelta(hours=12), 5_000),
        (timedelta(hours=12) - timedelta(seconds=1), 2_500), (timedelta(hours=4), 2_500), (timedelta(hours=4) - timedelta(seconds=1), 0),
        (timedelta(0), 0),
    ],
)  # fmt: skip
def test_a_tier_holds_to_its_second(before: timedelta, share: int) -> None:
    starts_at = MONDAY + timedelta(days=2)
    span = applying(spans(starts_at), starts_at - before)
    assert span is not None
    assert (span.basis_points, span.rule) == (share, TIER)


def test_nothing_goes_back_after_the_start() -> None:
    starts_at = MONDAY + timedelta(days=2)
    assert applying(spans(starts_at), starts_at + timedelta(seconds=1)) is None


def test_the_right_lasts_five_business_days_and_over_a_weekend() -> None:
    starts_at = MONDAY + timedelta(days=5)  # Saturday: the right would end on Monday, so it lasts until the visit begins
    assert [(s.until, s.basis_points, s.rule) for s in spans(starts_at)] == [(starts_at, ALL, LAW)]


def test_the_right_ends_at_midnight_of_the_citys_last_day_and_then_the_tiers_bind() -> None:
    starts_at = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)  # Tuesday 8:00; the right ended on Monday 30 November at midnight
    found = spans(starts_at)
    assert found[0].until == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    assert [(s.basis_points, s.rule) for s in found] == [(ALL, LAW), (2_500, TIER), (0, TIER)]


def test_holidays_of_colombia_do_not_count() -> None:
    accepted_at = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)  # Friday; Tuesday the 8th is the Immaculate Conception
    right = USUAL.right
    assert right is not None
    ends = right.ends_at(market="CO", zone=BOGOTA, accepted_at=accepted_at, starts_at=accepted_at + timedelta(days=30))
    assert ends == datetime(2026, 12, 15, 5, 0, tzinfo=UTC)  # the 7th, 9th, 10th, 11th, 14th


def test_the_day_of_the_contract_is_the_citys_day() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Monday 22:00 in Bogotá, Tuesday elsewhere
    right = USUAL.right
    assert right is not None
    ends = right.ends_at(market="CO", zone=BOGOTA, accepted_at=late, starts_at=late + timedelta(days=30))
    assert ends == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def test_a_right_in_calendar_days_counts_sundays_too() -> None:
    right = Right(7, is_business=False, ahead_days=0)
    ends = right.ends_at(market="PY", zone=BOGOTA, accepted_at=MONDAY, starts_at=MONDAY + timedelta(days=30))
    assert ends == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def test_a_tier_that_gives_all_is_not_called_the_law() -> None:
    starts_at = MONDAY + timedelta(days=6)
    assert [(s.until, s.rule) for s in spans(starts_at, policy=Cancellation((Tier(0, ALL),), USUAL.right))] == [(starts_at, TIER)]


def test_each_share_says_which_rule_gave_it() -> None:
    found = divided(spans(datetime(2026, 12, 1, 13, 0, tzinfo=UTC)), Money(100_000, "COP"), Money(80_000, "COP"))
    assert [(share.rule, share.refund.minor) for _span, share in found] == [(LAW, 100_000), (TIER, 25_000), (TIER, 0)]


def test_the_right_does_not_exist_for_a_visit_within_five_days() -> None:
    assert {s.rule for s in spans(MONDAY + timedelta(days=5, seconds=-1))} == {TIER}


def test_holidays_are_known_to_2035() -> None:
    from accounts.places.holidays import is_holiday, of_year

    for year in range(2026, 2036):
        assert len(of_year("CO", year)) >= 18
        assert is_holiday("CO", datetime(year, 7, 20, tzinfo=UTC).date())
    assert is_holiday("CO", datetime(2035, 1, 8, tzinfo=UTC).date())  # Epiphany, moved to its Monday


@pytest.mark.parametrize("tiers", [((12, 10_000), (24, 5_000)), ((24, 5_000), (12, 6_000)), ((24, 5_000), (24, 5_000)), ((24, 10_001),), ((-1, 0),)])
def test_tiers_out_of_order_are_refused(tiers: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(NotTiers):
        Cancellation(tuple(Tier(*tier) for tier in tiers))


def test_it_survives_being_frozen() -> None:
    for policy in (USUAL, Cancellation(()), Cancellation((Tier(2, 100),), Right(1, is_business=False, ahead_days=0))):
        assert Cancellation.from_json(policy.as_json()) == policy


@pytest.mark.parametrize(
    ("right", "lacks"),
    [
        (None, "missing"), (Right(4, is_business=True, ahead_days=5), "5 business days"), (Right(9, is_business=False, ahead_days=5), "business"),
        (Right(5, is_business=True, ahead_days=6), "5 days or more"),
    ],
)  # fmt: skip
def test_a_policy_below_the_law_is_refused_and_the_rule_named(right: Right | None, lacks: str) -> None:
    with pytest.raises(legal.BelowTheLaw, match="Ley 1480") as refused:
        legal.check(Cancellation(USUAL.tiers, right), market="CO", valid_from=MONDAY)
    assert lacks in refused.value.lacks
    assert legal.strengthened(Cancellation(USUAL.tiers, right), market="CO", at=MONDAY) == USUAL


def test_more_than_the_law_and_a_market_without_one_are_fine() -> None:
    legal.check(Cancellation((), Right(8, is_business=True, ahead_days=0)), market="CO", valid_from=MONDAY)
    legal.check(Cancellation(()), market="XX", valid_from=MONDAY)
    legal.check(Cancellation(()), market="CO", valid_from=datetime(2000, 1, 1, tzinfo=UTC))  # before the law


def test_a_law_holds_from_its_first_moment() -> None:
    begins = datetime(2012, 4, 12, tzinfo=UTC)
    assert legal.floor_of("CO", begins - timedelta(seconds=1)) is None
    with pytest.raises(legal.BelowTheLaw):
        legal.check(Cancellation(()), market="CO", valid_from=begins)


@pytest.mark.parametrize(("market", "lacks"), [("AR", "lasts 10 days or more"), ("PY", "lasts 7 days or more"), ("UY", "lasts 5 business days or more")])
def test_each_market_has_its_own_floor(market: str, lacks: str) -> None:
    with pytest.raises(legal.BelowTheLaw) as refused:
        legal.check(Cancellation((), Right(1, is_business=True, ahead_days=0)), market=market, valid_from=MONDAY)
    assert lacks in refused.value.lacks
    floor = legal.floor_of(market, MONDAY)
    assert floor is not None
    legal.check(Cancellation((), floor.right), market=market, valid_from=MONDAY)  # exactly what the law asks for


moments = st.integers(min_value=0, max_value=40 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
policies = st.lists(st.integers(0, 72), max_size=4, unique=True).flatmap(
    lambda hours: st.lists(st.integers(0, ALL), min_size=len(hours), max_size=len(hours)).map(
        lambda points: Cancellation(
            tuple(Tier(h, p) for h, p in zip(sorted(hours, reverse=True), sorted(points, reverse=True), strict=True)), USUAL.right
        )
    )
)


@given(policy=policies, accepted_at=moments, starts_at=moments, at=moments)
def test_spans_cover_the_time_to_the_start_and_never_give_less_than_tier_or_law(policy, accepted_at, starts_at, at) -> None:
    if not accepted_at <= at <= starts_at:
        return
    found = spans(starts_at, accepted_at, policy)
    assert [s.until for s in found] == sorted({s.until for s in found})
    assert found[-1].until == starts_at
    span = applying(found, at)
    assert span is not None
    tier = max((t.basis_points for t in policy.tiers if at <= starts_at - timedelta(hours=t.hours)), default=0)
    law = policy.right.ends_at(market="CO", zone=BOGOTA, accepted_at=accepted_at, starts_at=starts_at)
    assert span.basis_points == max(tier, ALL if law and at <= law else 0)


@given(minor=st.integers(1, 10**10), points=st.integers(0, ALL), currency=st.sampled_from(sorted(STEP)), policy=policies)
def test_a_share_is_on_the_step_loses_nothing_and_is_never_negative(minor: int, points: int, currency: str, policy: Cancellation) -> None:
    total = Money(minor * STEP[currency], currency)
    earning = total.basis_points(points)
    for span, share in divided(spans(MONDAY + timedelta(days=9), policy=policy), total, earning):
        parts = (share.refund, share.of_earning, share.of_fee, share.kept_earning, share.kept_fee)
        assert all(part.minor >= 0 and part.on_step() for part in parts)
        assert share.refund.minor * ALL >= total.minor * span.basis_points
        assert share.refund == share.of_earning + share.of_fee
        assert (share.of_earning + share.kept_earning, share.of_fee + share.kept_fee) == (earning, total - earning)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_part_is_below_zero_even_where_a_bank_has_left_odd_amounts(hers: int, ours: int, refund: int) -> None:
    whole, earning = Money(hers + ours, "COP"), Money(hers, "COP")
    share = divide_amount(whole, earning, min(Money(refund, "COP"), whole))
    assert min(share.of_earning.minor, share.of_fee.minor, share.kept_earning.minor, share.kept_fee.minor) >= 0
    assert (share.of_earning + share.of_fee, share.kept_earning + share.kept_fee) == (share.refund, whole - share.refund)
