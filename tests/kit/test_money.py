"""Money never loses a unit and never mixes currencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casaora.kit.money import STEP, CurrencyMismatch, Money, show, total

currencies = st.sampled_from(["COP", "PYG", "UYU", "ARS"])
amounts = st.builds(Money, st.integers(0, 10**11), currencies)


@given(amounts, st.lists(st.integers(0, 10_000), min_size=1, max_size=6).filter(any))
def test_a_split_sums_to_the_whole(amount: Money, weights: list[int]) -> None:
    assert total(amount.split(weights), amount.currency) == amount


@given(amounts, st.integers(0, 10_000))
def test_a_share_lies_on_the_step_and_within_half_a_step_of_the_exact_value(amount: Money, points: int) -> None:
    share = amount.basis_points(points)
    assert share.on_step()
    assert abs(share.minor * 10_000 - amount.minor * points) * 2 <= STEP[amount.currency] * 10_000


def test_half_a_step_rounds_up() -> None:
    assert Money(1_000, "COP").basis_points(1500) == Money(200, "COP")  # 1.5 pesos


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "COP") + Money(1, "PYG")
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, "COP") < Money(1, "PYG")


@pytest.mark.parametrize("wrong", [1.0, True, "1", None])
def test_only_whole_numbers_are_money(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong, "COP")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(18_515_000, "COP"), "$\u00a0185.150"),
        (Money(-50_000, "COP"), "\u2212$\u00a0500"),
        (Money(150_000, "PYG"), "₲\u00a0150.000"),
        (Money(12_345, "UYU"), "$U\u00a0123,45"),
    ],
)
def test_money_is_shown_the_way_people_write_it(amount: Money, text: str) -> None:
    assert show(amount) == text


def test_an_amount_reads_as_people_write_it_wherever_it_is_printed() -> None:
    assert f"{Money(9_900_000, 'COP')}" == "$\N{NO-BREAK SPACE}99.000"


def test_amounts_are_in_order() -> None:
    less, more = Money(1, "COP"), Money(2, "COP")
    assert (less < more, less > more, less <= more, less >= more) == (True, False, True, False)
    assert (less < less, less > less, less <= less, less >= less) == (False, False, True, True)


def test_an_amount_is_taken_so_many_times() -> None:
    assert Money(1_700, "PYG").times(3) == Money(5_100, "PYG")


def test_a_fraction_is_rounded_half_up_unless_it_is_asked_to_go_up() -> None:
    assert Money(1_000, "COP").fraction(1, 3) == Money(300, "COP")
    assert Money(1_000, "COP").fraction(1, 3, up=True) == Money(400, "COP")
    assert Money(900, "COP").fraction(1, 1) == Money(900, "COP")


@pytest.mark.parametrize(("minor", "numerator", "denominator"), [(-100, 1, 2), (100, -1, 2), (100, 1, 0), (100, 1, -2), (-100, -1, 2)])
def test_a_fraction_below_zero_has_no_meaning(minor: int, numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        Money(minor, "COP").fraction(numerator, denominator)


@pytest.mark.parametrize(("minor", "weights"), [(100, [0, 0]), (100, []), (100, [2, -1]), (-100, [1, 1]), (-100, [2, -1])])
def test_only_something_is_split_and_by_weights_that_sum_to_something(minor: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(minor, "COP").split(weights)


def test_a_split_keeps_the_order_and_leaves_the_remainder_to_the_last() -> None:
    assert Money(1_000, "COP").split([1, 1, 1]) == [Money(300, "COP"), Money(300, "COP"), Money(400, "COP")]
    assert Money(1_000, "COP").split([1]) == [Money(1_000, "COP")]


def test_nothing_has_no_sign() -> None:
    assert show(Money(0, "COP")) == "$\N{NO-BREAK SPACE}0"
    assert show(Money(1, "PYG")) == "₲\N{NO-BREAK SPACE}1"
