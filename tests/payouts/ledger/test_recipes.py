"""Whatever the amounts, every recipe sums to zero and names people where it must."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casaora.kit.money import Money, total
from payouts.ledger import corrections, disputes, recipes
from payouts.ledger.models import PERSONAL, Account
from payouts.ledger.recipes import Legs

amounts = st.integers(0, 10**12).map(lambda minor: Money(minor, "COP"))
some = st.lists(st.integers(1, 10**9).map(lambda minor: Money(minor, "COP")), min_size=1, max_size=5)
PUBLIC = {
    name: function for module in (recipes, disputes, corrections) for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_") and "__" not in name
}  # fmt: skip
SIMPLE = [function for name, function in PUBLIC.items() if name not in ("batch", "netting")]

HELD, PAYABLE, TRANSIT, OWED = Account.HELD_FOR_PROFESSIONALS, Account.PAYABLE_TO, Account.IN_TRANSIT, Account.OWED_BY
TIPS, DISPUTED, BORNE, COSTS = Account.TIPS_HELD, Account.DISPUTED, Account.REFUNDS_BORNE, Account.PROCESSING_FEES
CASH, UNEARNED, FEES, SUSPENSE = Account.PROCESSOR_CASH, Account.SERVICE_FEES_UNEARNED, Account.SERVICE_FEES, Account.SUSPENSE
BANK, WRITTEN = Account.OPERATOR_BANK, Account.WRITE_OFFS
#: Each recipe with amounts that cannot be mistaken for one another, and the legs that the accounts of domain.md ask for.
TABLE: list[tuple[str, dict[str, int | list[int]], dict[Account, int]]] = [
    ("capture", {"earning": 100, "fee": 15}, {CASH: 115, HELD: -100, UNEARNED: -15}),
    ("processor_fee", {"fee": 4}, {COSTS: 4, CASH: -4}),
    ("refund_before_completion", {"earning": 100, "fee": 15}, {HELD: 100, UNEARNED: 15, CASH: -115}),
    ("refund_failed", {"amount": 115}, {CASH: 115, SUSPENSE: -115}),
    ("refund_when_payable", {"earning": 100, "fee": 15}, {PAYABLE: 100, FEES: 15, CASH: -115}),
    ("refund_after_payout", {"earning": 100, "fee": 15}, {OWED: 100, FEES: 15, CASH: -115}),
    ("release", {"amount": 100}, {HELD: 100, PAYABLE: -100}),
    ("fee_earned", {"fee": 15}, {UNEARNED: 15, FEES: -15}),
    ("batch", {"lines": [70, 50], "netted": 20}, {PAYABLE: 120, OWED: -20, TRANSIT: -100}),
    ("netting", {"lines": [70, 50]}, {PAYABLE: 120, OWED: -120}),
    ("payout_withdrawn", {"net": 100, "netted": 20}, {TRANSIT: 100, OWED: 20, PAYABLE: -120}),
    ("batch_canceled", {"net": 100, "netted": 20}, {TRANSIT: 100, OWED: 20, PAYABLE: -120}),
    ("transfer_sent", {"net": 100}, {TRANSIT: 100, CASH: -100}),
    ("transfer_reversed", {"amount": 60, "netted": 20, "parked": 40}, {CASH: 60, SUSPENSE: 40, OWED: 20, PAYABLE: -120}),
    ("transfer_partly_reversed", {"amount": 40}, {CASH: 40, SUSPENSE: -40}),
    ("owed_settled", {"amount": 30}, {PAYABLE: 30, OWED: -30}),
    ("goodwill_to_customer", {"amount": 40}, {BORNE: 40, CASH: -40}),
    ("goodwill_to_professional", {"amount": 40}, {BORNE: 40, HELD: -40}),
    ("extra_time", {"earning": 100, "fee": 15}, {CASH: 115, HELD: -100, UNEARNED: -15}),
    ("tip", {"earning": 100, "fee": 0}, {CASH: 100, TIPS: -100}),
    ("tip", {"earning": 100, "fee": 15}, {CASH: 115, TIPS: -100, UNEARNED: -15}),  # of a tip we keep nothing; the recipe would not lose it
    ("tip_refund", {"earning": 100, "fee": 0}, {TIPS: 100, CASH: -100}),
    ("tip_release", {"amount": 100}, {TIPS: 100, PAYABLE: -100}),
    ("dispute_opened", {"amount": 115}, {DISPUTED: 115, CASH: -115}),
    ("dispute_fee", {"fee": 60}, {COSTS: 60, CASH: -60}),
    ("dispute_fee_returned", {"fee": 60}, {CASH: 60, COSTS: -60}),
    ("dispute_won", {"amount": 115}, {CASH: 115, DISPUTED: -115}),
    ("dispute_won_late", {"amount": 115}, {CASH: 115, SUSPENSE: -115}),
    ("dispute_lost_before_completion", {"earning": 100, "fee": 15, "borne": 7}, {HELD: 100, UNEARNED: 15, BORNE: 7, DISPUTED: -122}),
    ("dispute_lost_of_tip", {"earning": 100, "fee": 0, "borne": 7}, {TIPS: 100, BORNE: 7, DISPUTED: -107}),
    ("dispute_lost_of_tip", {"earning": 100, "fee": 15, "borne": 7}, {TIPS: 100, UNEARNED: 15, BORNE: 7, DISPUTED: -122}),
    ("dispute_lost_when_payable", {"earning": 100, "fee": 15, "borne": 7}, {PAYABLE: 100, FEES: 15, BORNE: 7, DISPUTED: -122}),
    ("dispute_lost_after_payout", {"earning": 100, "fee": 15, "borne": 7}, {OWED: 100, FEES: 15, BORNE: 7, DISPUTED: -122}),
    ("dispute_borne", {"amount": 7}, {BORNE: 7, DISPUTED: -7}),
    ("dispute_lost_unplaced", {"amount": 7}, {SUSPENSE: 7, DISPUTED: -7}),
    ("top_up", {"amount": 7}, {CASH: 7, BANK: -7}),
    ("platform_payout", {"amount": 7}, {BANK: 7, CASH: -7}),
    ("platform_payout_returned", {"amount": 7}, {CASH: 7, BANK: -7}),
    ("processor_charge", {"amount": 7}, {COSTS: 7, CASH: -7}),
    ("processor_credit", {"amount": 7}, {CASH: 7, COSTS: -7}),
    ("unplaced_received", {"amount": 7}, {CASH: 7, SUSPENSE: -7}),
    ("unplaced_taken", {"amount": 7}, {SUSPENSE: 7, CASH: -7}),
    ("given_by_bank", {"amount": 7}, {SUSPENSE: 7, BANK: -7}),
    ("came_by_bank", {"amount": 7}, {BANK: 7, SUSPENSE: -7}),
    ("given_to_professional", {"amount": 7}, {SUSPENSE: 7, HELD: -7}),
    ("kept", {"amount": 7}, {SUSPENSE: 7, WRITTEN: -7}),
    ("written_off", {"amount": 7}, {WRITTEN: 7, SUSPENSE: -7}),
]


def _given(recipe: Callable[..., Legs], values: dict[str, int | list[int]]) -> dict[str, Money | list[Money] | int]:
    said = {n: [Money(m, "COP") for m in v] if isinstance(v, list) else Money(v, "COP") for n, v in values.items()}
    return {**said, **({"professional_id": 7} if "professional_id" in inspect.signature(recipe).parameters else {})}


@pytest.mark.parametrize(("name", "values", "legs"), TABLE, ids=[row[0] for row in TABLE])
def test_a_recipe_posts_to_exactly_these_accounts(name: str, values: dict[str, int | list[int]], legs: dict[Account, int]) -> None:
    posted: dict[Account, int] = {}
    for leg in PUBLIC[name](**_given(PUBLIC[name], values)):
        assert leg.person_id == (7 if leg.account in PERSONAL else None)
        posted[leg.account] = posted.get(leg.account, 0) + leg.amount.minor
    assert posted == legs


@pytest.mark.parametrize(("name", "values"), [row[:2] for row in TABLE], ids=[row[0] for row in TABLE])
def test_no_recipe_takes_an_amount_below_zero(name: str, values: dict[str, int | list[int]]) -> None:
    for wrong in values:
        turned = {n: v if n != wrong else [-1] if isinstance(v, list) else -1 for n, v in values.items()}
        with pytest.raises(recipes.NegativeAmount):
            PUBLIC[name](**_given(PUBLIC[name], turned))


def test_one_line_below_zero_is_not_hidden_by_the_others() -> None:
    with pytest.raises(recipes.NegativeAmount):
        recipes.batch(professional_id=7, lines=[Money(50, "COP"), Money(-10, "COP")], netted=Money(0, "COP"))


def test_every_recipe_is_in_the_table() -> None:
    assert set(PUBLIC) == {row[0] for row in TABLE}


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


@given(earning=amounts, fee=amounts, borne=amounts)
def test_what_is_lost_leaves_disputed_whole_and_only_her_part_is_hers(earning: Money, fee: Money, borne: Money) -> None:
    for recipe in (disputes.dispute_lost_before_completion, disputes.dispute_lost_when_payable, disputes.dispute_lost_after_payout):
        legs = recipe(professional_id=7, earning=earning, fee=fee, borne=borne)
        assert total((leg.amount for leg in legs if leg.account == Account.DISPUTED), "COP") == -(earning + fee + borne)
        assert total((leg.amount for leg in legs if leg.person_id == 7), "COP") == earning
