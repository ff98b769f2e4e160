"""Whatever the amounts, every recipe sums to zero and names people where it must."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casaora.kit.money import Money, total
from payouts.ledger import recipes
from payouts.ledger.models import PERSONAL, Account
from payouts.ledger.recipes import Legs

amounts = st.integers(0, 10**12).map(lambda minor: Money(minor, "COP"))
some = st.lists(st.integers(1, 10**9).map(lambda minor: Money(minor, "COP")), min_size=1, max_size=5)
SIMPLE = [
    function for name, function in inspect.getmembers(recipes, inspect.isfunction)
    if function.__module__ == recipes.__name__ and not name.startswith("_") and name not in ("batch", "netting")
]  # fmt: skip


def sound(legs: Legs) -> None:
    assert total((leg.amount for leg in legs), "COP") == Money.zero("COP")
    assert all(leg.amount for leg in legs)
    assert all((leg.account in PERSONAL) == (leg.person_id == 7) for leg in legs)


@pytest.mark.parametrize("recipe", SIMPLE, ids=lambda f: f.__name__)
@given(data=st.data())
def test_a_recipe_sums_to_zero(recipe: Callable[..., Legs], data: st.DataObject) -> None:
    names = inspect.signature(recipe).parameters
    sound(recipe(**{name: 7 if name == "professional_id" else data.draw(amounts) for name in names}))


@given(some, st.data())
def test_a_batch_entry_has_each_line_and_sums_to_zero(lines: list[Money], data: st.DataObject) -> None:
    gross = total(lines, "COP")
    netted = Money(data.draw(st.integers(0, gross.minor)), "COP")
    legs = recipes.batch(professional_id=7, lines=lines, netted=netted)
    sound(legs)
    assert [leg.amount for leg in legs if leg.account == Account.PAYABLE_TO] == lines
    back = recipes.payout_withdrawn(professional_id=7, net=gross - netted, netted=netted)
    sound(back)
    for account in Account:
        assert total((leg.amount for leg in [*legs, *back] if leg.account == account), "COP") == Money.zero("COP")


@given(some)
def test_netting_sends_nothing(lines: list[Money]) -> None:
    legs = recipes.netting(professional_id=7, lines=lines)
    sound(legs)
    assert not [leg for leg in legs if leg.account == Account.IN_TRANSIT]


def test_a_negative_amount_is_no_way_to_turn_a_recipe_round() -> None:
    with pytest.raises(recipes.NegativeAmount):
        recipes.processor_fee(fee=Money(-1, "COP"))
    with pytest.raises(recipes.NegativeAmount):
        recipes.batch(professional_id=7, lines=[Money(1, "COP")], netted=Money(2, "COP"))
