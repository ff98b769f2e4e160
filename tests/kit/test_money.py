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
