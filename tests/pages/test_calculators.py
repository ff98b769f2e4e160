"""The calculators answer what a booking would cost, without scripts as a page, with them as a part of one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import Market
from bookings.catalog import quotes
from bookings.catalog.queries import policy_for
from bookings.models import Offering
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock
from casaora.kit.money import show

pytestmark = pytest.mark.django_db
PRICE, EARNINGS = "/en/pricing/answer/", "/en/work-with-us/answer/"


@pytest.fixture
def offering() -> Offering:
    return demo.at_work(cast.professional(), pesos=41_500)


def answer(client: Client, address: str, **asked: object) -> str:
    got = client.get(address, asked)
    assert got.status_code == 200
    return got.content.decode()


def asked(**changes: object) -> dict[str, object]:
    return {"market": "CO", "was": "CO", "category": "housekeeping", "rate": "41.500", "hours": 3} | changes


def test_the_price_is_the_one_that_a_booking_would_have(client: Client, offering: Offering) -> None:
    quote = quotes.quote(offering=offering, minutes=180, policy=policy_for("CO", "housekeeping", clock.now()))
    part = answer(client, PRICE, **asked(), part=1)
    for amount in (quote.total, quote.fee, quote.earning):
        assert show(amount) in part
    assert "<html" not in part
    assert show(quote.total) in answer(client, PRICE, **asked())


def test_extras_are_part_of_what_the_fee_is_reckoned_from(client: Client, offering: Offering) -> None:
    part = answer(client, PRICE, **asked(rate="34.000", hours=4, extras="25.000"), part=1)
    assert [amount in part for amount in ("161.000", "24.150", "185.150")] == [True] * 3


def test_the_policy_of_the_kind_of_work_holds(client: Client, offering: Offering) -> None:
    policy = policy_for("CO", None, clock.now())
    policy.pk, policy.category, policy.version, policy.fee_basis_points = None, "pet_care", 2, 1000
    policy.save()
    assert "service fee, 10%" in answer(client, PRICE, **asked(category="pet_care"), part=1)
    assert "service fee, 15%" in answer(client, PRICE, **asked(), part=1)


@pytest.mark.parametrize(("changes", "words"), [
    ({"rate": "abc"}, "Write the amount in figures"), ({"rate": "34.020"}, "Round the amount to hundreds"), ({"hours": 13}, "less than or equal to 12"),
    ({"rate": "1.000", "hours": 1}, "A visit costs at least"), ({"rate": "900.000", "hours": 12}, "One visit costs at most"),
    ({"category": "robbery"}, "Select a valid choice"), ({"market": "XX", "rate": ""}, "required"), ({"hours": "\x00"}, "whole number"),
])  # fmt: skip
def test_what_has_no_price_is_said_in_words(client: Client, offering: Offering, changes: dict[str, object], words: str) -> None:
    assert words in answer(client, PRICE, **asked(**changes), part=1)
    page = answer(client, PRICE, **asked(**changes))
    assert "error-summary" in page
    assert "<title>Error: " in page
    assert words in page


def test_a_month_of_work_comes_whole(client: Client, offering: Offering) -> None:
    part = answer(client, EARNINGS, **asked(rate="34.000", hours=4, visits=4), part=1)
    assert part.count("2.176.000") == 3
    assert "544.000" in part
    assert part.count("$\N{NO-BREAK SPACE}0<") == 2
    policy = policy_for("CO", None, clock.now())
    policy.pk, policy.version, policy.valid_from, policy.commission_basis_points = None, 2, clock.now(), 1000
    policy.save()
    assert "217.600" in answer(client, EARNINGS, **asked(rate="34.000", hours=4, visits=4), part=1)


def test_in_another_country_the_amounts_begin_anew(client: Client, offering: Offering) -> None:
    uruguay = Market.objects.get(code="UY")
    demo.pricing(uruguay)
    Market.objects.filter(code="UY").update(is_open=True)
    page = answer(client, PRICE, **asked(market="UY", was="CO", extras="25.000"))
    assert re.search(r'name="rate"[^>]* value="400"', page)
    assert "$U" in page
    assert '<option value="CO">' in page
    assert "error-summary" not in page


def test_pages_begin_with_an_answer_and_lead_to_the_next_without_scripts(client: Client, offering: Offering) -> None:
    for address, action in (("/en/pricing/", PRICE), ("/en/work-with-us/", EARNINGS)):
        page = answer(client, address)
        assert f'action="{action}#calculator"' in page
        assert 'name="robots" content="noindex"' not in page
        got = answer(client, action, **asked(visits=2))
        assert 'name="robots" content="noindex"' in got
        assert f'<link rel="canonical" href="http://testserver{address}">' in got


def test_an_answer_asks_few_questions(client: Client, offering: Offering, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):
        answer(client, PRICE, **asked(), part=1)


def test_where_nothing_is_sold_pages_say_so(client: Client, db: None) -> None:
    assert "No prices yet" in answer(client, "/en/pricing/")
    assert "data-calculator" not in answer(client, "/en/work-with-us/")
    assert client.get(PRICE, {"part": 1}).status_code == 404


def test_who_asks_too_often_waits(client: Client, offering: Offering, settings) -> None:
    settings.RATELIMIT_ENABLE = True
    found = {client.get(PRICE, asked(part=1)).status_code for _ in range(125)}
    assert found == {200, 429}


def test_what_goes_back_is_what_the_policy_says(client: Client, offering: Offering) -> None:
    page = answer(client, "/en/pricing/")
    for words in ("24 hours before the start, or earlier", "12 to 24 hours before", "50%", "Later than 4 hours before", "within 5 working days"):
        assert words in page
