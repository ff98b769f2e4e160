"""A quote is exact, adds up, and refuses what may not be sold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.catalog import quotes
from bookings.catalog.cancellation import usual
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from bookings.catalog.quotes import PriceLine, quote
from casaora.kit.money import STEP, Money, total

CLEANING = Service(pk=1, slug="regular-cleaning", category="housekeeping", name_en="Regular cleaning", name_es="Aseo general")


def offering(rate_minor: int = 3_400_000, currency: str = "COP", **fields) -> Offering:
    return Offering(pk=7, service=CLEANING, hourly_rate_minor=rate_minor, currency=currency, **fields)


def policy(**fields) -> PricingPolicy:
    fields = {"minimum_subtotal_minor": 2_000_000, "maximum_subtotal_minor": 200_000_000, "version": 1, "market_id": "CO"} | fields
    return PricingPolicy(**fields)


def test_hours_times_rate_plus_extras_plus_fifteen_percent() -> None:
    extras = [
        Extra(pk=1, offering_id=7, name_en="Windows", name_es="Ventanas", price_minor=2_000_000),
        Extra(pk=2, offering_id=7, name_en="Ironing", name_es="Plancha", price_minor=500_000, is_hourly=True),
    ]
    made = quote(offering=offering(), extras=extras, minutes=210, policy=policy())
    assert [line.amount.minor for line in made.lines] == [11_900_000, 2_000_000, 1_750_000]
    assert (made.subtotal.minor, made.fee.minor, made.total.minor) == (15_650_000, 2_347_500, 17_997_500)
    assert made.earning == made.subtotal  # she keeps all of the listed price
    assert made.policy_version == "CO-all-1"
    assert made.minutes == 210
    assert [(line.kind, line.name_en, line.name_es, line.rate and line.rate.minor, line.minutes) for line in made.lines] == [
        ("work", "Regular cleaning", "Aseo general", 3_400_000, 210), ("extra", "Windows", "Ventanas", None, None),
        ("extra", "Ironing", "Plancha", 500_000, 210),
    ]  # fmt: skip
    assert [PriceLine.from_json(line) for line in json.loads(json.dumps(made.lines_as_json()))] == list(made.lines)


def test_a_commission_is_taken_from_what_she_receives_and_not_added_to_the_total() -> None:
    made = quote(offering=offering(), minutes=120, policy=policy(commission_basis_points=1000))
    assert made.earning.minor == 6_120_000
    assert made.total.minor == 7_820_000


def test_the_terms_are_frozen_with_the_price() -> None:
    made = quote(offering=offering(), minutes=120, policy=policy(clearing_hours=72))
    assert made.terms == {"cancellation": usual(), "clearing_hours": 72}


def test_a_list_shows_the_hour_with_our_fee_inside() -> None:
    assert quotes.all_in(Money(3_400_000, "COP"), policy(fee_basis_points=1500)) == Money(3_910_000, "COP")


def test_the_limits_themselves_can_be_sold() -> None:
    for rate in (1_000_000, 100_000_000):
        assert quote(offering=offering(rate), minutes=120, policy=policy()).subtotal.minor == rate * 2


@pytest.mark.parametrize(
    ("changes", "minutes", "error", "limit"),
    [
        ({}, 100, quotes.NotInHalfHours, None),
        ({}, 90, quotes.TooShort, 120),
        ({"minimum_minutes": 300}, 270, quotes.TooShort, 300),
        ({}, 750, quotes.TooLong, 720),
        ({}, -120, quotes.TooShort, 120),
        ({"rate_minor": 500_000}, 120, quotes.BelowMinimum, Money(2_000_000, "COP")),
        ({"rate_minor": 50_000_000}, 300, quotes.AboveMaximum, Money(200_000_000, "COP")),
        ({"is_live": False}, 120, quotes.NotOffered, None),
    ],
)
def test_what_may_not_be_sold_has_no_price(changes: dict, minutes: int, error: type, limit: object) -> None:
    with pytest.raises(error) as refused:
        quote(offering=offering(**changes), minutes=minutes, policy=policy())
    assert limit in (refused.value.limit, refused.value.limit_minutes)


def test_extras_are_hers_live_and_named_once() -> None:
    good = Extra(pk=1, offering_id=7, name_en="x", name_es="x", price_minor=100)
    for wrong in ([good, good], [Extra(pk=2, offering_id=8, price_minor=100)], [Extra(pk=3, offering_id=7, price_minor=100, is_live=False)]):
        with pytest.raises(quotes.WrongExtra):
            quote(offering=offering(), extras=wrong, minutes=120, policy=policy())


rates = st.sampled_from(sorted(STEP)).flatmap(lambda c: st.builds(Money, st.integers(1, 10**6).map(lambda n: n * 2 * STEP[c]), st.just(c)))


@given(rates, st.integers(1, 24).map(lambda n: n * 30), st.integers(0, 5000), st.integers(0, 5000), st.lists(st.integers(1, 10**5), max_size=4))
def test_every_quote_is_exact_on_step_and_adds_up(rate: Money, minutes: int, fee: int, commission: int, prices: list[int]) -> None:
    step = STEP[rate.currency]
    extras = [
        Extra(pk=n, offering_id=7, name_en="x", name_es="x", price_minor=p * 2 * step, is_hourly=p % 2 == 0) for n, p in enumerate(prices)
    ]
    terms = policy(
        minimum_subtotal_minor=1, maximum_subtotal_minor=10**14, fee_basis_points=fee, commission_basis_points=commission
    )
    made = quote(offering=offering(rate.minor, rate.currency, minimum_minutes=30), extras=extras, minutes=minutes, policy=terms)
    assert made.lines[0].amount.minor * 60 == rate.minor * minutes
    assert total((line.amount for line in made.lines), rate.currency) == made.subtotal
    assert made.subtotal + made.fee == made.total
    assert Money.zero(rate.currency) <= made.earning <= made.subtotal
    assert all(amount.on_step() for amount in (made.subtotal, made.fee, made.total, made.earning))
