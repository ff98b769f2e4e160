"""How much a tip may be, what is offered, and what extra time costs: without a database, so that planted faults are tried against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.catalog.quotes import PriceLine
from bookings.supplements import amounts
from casaora.kit.money import Money


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


def line(pesos: int, rate: int | None = None, minutes: int | None = None) -> PriceLine:
    return PriceLine("cleaning", "Limpieza", "Cleaning", cop(pesos), cop(rate) if rate is not None else None, minutes)


@pytest.mark.parametrize(
    ("pesos", "room", "error", "limit"),
    [
        (2_000, 2_000, None, None),
        (50_000, 50_000, None, None),
        (1_950, 50_000, amounts.TooSmall, 2_000),
        (50_050, 50_000, amounts.TooLarge, 50_000),
        (0, 50_000, amounts.TooSmall, 2_000),
        (2_000, 1_000, amounts.TooLarge, 1_000),
    ],
)
def test_a_tip_lies_between_the_smallest_and_what_is_left_of_the_subtotal(
    pesos: int, room: int, error: type[amounts.SupplementRefused] | None, limit: int | None
) -> None:
    if error is None or limit is None:
        amounts.check_tip(cop(pesos), room=cop(room))
        return
    with pytest.raises(error) as caught:
        amounts.check_tip(cop(pesos), room=cop(room))
    assert caught.value.limit == cop(limit)


def test_an_amount_that_nobody_can_pay_names_the_step() -> None:
    with pytest.raises(amounts.OffStep) as caught:
        amounts.check_tip(Money(200_001, "COP"), room=cop(50_000))
    assert caught.value.limit == cop(1)


@pytest.mark.parametrize(
    ("subtotal", "room", "offered"),
    [
        (136_000, 136_000, [(10, 14_000), (15, 20_000), (20, 27_000)]),
        (136_000, 20_000, [(10, 14_000), (15, 20_000)]),
        (15_000, 15_000, [(10, 2_000), (20, 3_000)]),  # 15 % is 2 000 too: said once
        (14_000, 14_000, [(15, 2_000), (20, 3_000)]),  # 10 % is below the smallest
        (5_000, 5_000, []),
        (136_000, 0, []),
    ],
)
def test_round_amounts_are_offered_once_and_only_where_they_fit(subtotal: int, room: int, offered: list[tuple[int, int]]) -> None:
    assert amounts.presets(cop(subtotal), room=cop(room)) == [(percent, cop(pesos)) for percent, pesos in offered]


def test_other_currencies_have_their_own_least_and_round_amounts() -> None:
    assert amounts.least_tip("PYG") == Money(3_000, "PYG")
    assert amounts.presets(Money(123_456, "PYG"), room=Money(123_456, "PYG")) == [
        (10, Money(12_000, "PYG")), (15, Money(19_000, "PYG")), (20, Money(25_000, "PYG")),
    ]  # fmt: skip


@given(subtotal=st.integers(0, 10**9), room=st.integers(0, 10**9), currency=st.sampled_from(["COP", "PYG", "UYU", "ARS", "USD"]))
def test_whatever_is_offered_can_be_given(subtotal: int, room: int, currency: str) -> None:
    for percent, amount in amounts.presets(Money(subtotal, currency), room=Money(room, currency)):
        amounts.check_tip(amount, room=Money(room, currency))
        assert abs(amount.minor - subtotal * percent // 100) <= amounts.ROUND[currency] / 2


@pytest.mark.parametrize(("minutes", "before"), [(30, 0), (180, 0), (60, 120), (30, 150)])
def test_half_hours_up_to_three_hours_in_all(minutes: int, before: int) -> None:
    amounts.check_minutes(minutes, before=before)


@pytest.mark.parametrize(("minutes", "before"), [(0, 0), (-30, 0), (1, 0), (45, 0), (210, 0), (60, 150), (30, 180)])
def test_no_other_length(minutes: int, before: int) -> None:
    with pytest.raises(amounts.WrongLength):
        amounts.check_minutes(minutes, before=before)


def test_only_what_is_paid_by_the_hour_is_paid_again() -> None:
    lines = [line(136_000, 34_000, 240), line(20_000), line(8_000, 2_000, 240)]
    assert amounts.extra_time(lines, 30) == [line(17_000, 34_000, 30), line(1_000, 2_000, 30)]


def test_the_parts_are_those_of_the_bookings_own_price() -> None:
    lines = [line(17_000, 34_000, 30), line(1_000, 2_000, 30)]
    earning, fee = amounts.parts(lines, subtotal=cop(144_000), fee=cop(21_600), earning=cop(129_600))
    assert (earning, fee) == (cop(16_200), cop(2_700))
    assert amounts.parts(lines, subtotal=cop(144_000), fee=cop(0), earning=cop(144_000)) == (cop(18_000), cop(0))
