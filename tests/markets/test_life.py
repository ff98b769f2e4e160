"""One visit from the request to her bank, in each currency and zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.ops import invariants
from payouts.batches import actions as batches
from payouts.batches import statements
from payouts.batches.models import Batch, Payout
from payouts.connect import actions as connect
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.actions import seal
from payouts.ledger.models import Account
from payouts.ledger.queries import balance, verify
from tests.markets.conftest import PLACES

pytestmark = pytest.mark.django_db

#: The first Tuesday after a first earning's seven days have passed, at 10:00 in a zone three hours behind UTC.
TUESDAY = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)
#: Market → what four hours cost in all, what she earns, in minor units; and both as people read them.
EXPECTED = {
    "PY": (Money(207_000, "PYG"), Money(180_000, "PYG"), "₲\u00a0207.000", "₲\u00a0180.000"),
    "UY": (Money(184_000, "UYU"), Money(160_000, "UYU"), "$U\u00a01.840", "$U\u00a01.600"),
    "AR": (Money(4_140_000, "ARS"), Money(3_600_000, "ARS"), "$\u00a041.400", "$\u00a036.000"),
}
each = pytest.mark.parametrize("code", PLACES)


def pays(stage: Stage) -> None:
    """Her account takes transfers."""
    account = connect.open(professional_id=stage.offering.professional_id, by=stage.as_professional, at=stage.at)
    stage.sim.accounts.become(str(account.processor_id), "ready")
    connect.refresh(professional_id=stage.offering.professional_id, at=stage.at)


def in_order(at: datetime) -> None:
    seal(at)
    assert verify(at) == []
    assert {name: found for name, found in invariants.check(at).items() if found and name != "nothing_waits_too_long"} == {}


def released(booking: Booking, at: datetime) -> Earning:
    clock.set_to(at)
    deadlines.post_fees(at)
    earnings.release_cleared(at)
    return Earning.objects.get(reference=booking.reference)


@each
def test_a_visit_is_paid_from_the_card_to_her_bank(code: str, abroad: Callable[..., Stage], client: Client) -> None:
    stage = abroad(code)
    total, hers, total_shown, hers_shown = EXPECTED[code]
    pays(stage)
    booking = stage.completed()
    (intent,) = stage.sim.objects("payment_intent")
    assert (intent["amount"], intent["amount_received"], intent["currency"]) == (total.minor, total.minor, total.currency.lower())
    assert (booking.total, booking.earning, str(booking.total)) == (total, hers, total_shown)
    client.force_login(stage.customer.user)
    assert total_shown in client.get(f"/es/bookings/{booking.reference}/").content.decode()

    assert released(booking, TUESDAY - timedelta(days=1)).state == "payable"
    clock.set_to(TUESDAY)
    batches.plan_due(TUESDAY - timedelta(minutes=1))  # Friday's, which nobody planned: it came too late for that one
    assert not Payout.objects.exists()
    batches.plan_due(TUESDAY)
    batch = Batch.objects.get(market=code, cut_off_at=TUESDAY)
    assert (batch.batch_id, batch.total_minor, batch.currency) == (f"{code.lower()}-2026-12-08-tue", hers.minor, hers.currency)
    assert not Batch.objects.filter(batch_id="co-2026-12-08-tue").exists()  # in Bogotá it is eight o'clock

    assert (batch.state, batch.approvals_needed) == ("awaiting_approval", 2)  # nobody has said yet which sums are usual here
    for first in ("Mauricio", "Marta"):
        batches.approve(batch_id=batch.batch_id, by=By("staff", cast.staff(first, "Galvis", "finance").pk), at=TUESDAY)
    batches.send_due(TUESDAY)
    (transfer,) = stage.sim.objects("transfer")
    assert (transfer["amount"], transfer["currency"]) == (hers.minor, hers.currency.lower())
    payout = Payout.objects.get()
    told = statements.statement(payout)
    assert (payout.state, told.gross, told.net, [line.reference for line in told.lines]) == ("paid", hers, hers, [booking.reference])
    assert balance(Account.SERVICE_FEES, currency=hers.currency) == Money(hers.minor - total.minor, hers.currency)
    client.force_login(stage.offering.professional.user)
    assert hers_shown in client.get(f"/es/professional/earnings/{payout.reference}/").content.decode()
    in_order(TUESDAY)


@each
def test_a_sum_below_the_markets_minimum_waits_for_the_next_payout(code: str, abroad: Callable[..., Stage]) -> None:
    stage = abroad(code, pesos=PLACES[code].hourly // 4)
    pays(stage)
    booking = stage.completed()
    released(booking, TUESDAY - timedelta(days=1))
    batches.plan_due(TUESDAY)
    assert Batch.objects.get(market=code).payouts_count == 0
    assert Earning.objects.get().state == "payable"


def test_half_guaranies_do_not_exist_and_refunds_are_rounded_up(abroad: Callable[..., Stage]) -> None:
    stage = abroad("PY", pesos=45_050)
    booking = stage.confirmed(minutes=210, starts_at=stage.at.replace(hour=15) + timedelta(days=9))
    assert (booking.subtotal_minor, booking.fee_minor, booking.total_minor) == (157_675, 23_651, 181_326)
    cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=5))
    (refund,) = stage.sim.objects("refund")
    assert (refund["amount"], refund["currency"]) == (45_332, "pyg")  # a quarter is 45.331,5
    earning = Earning.objects.get()
    assert earning.amount_minor + earning.fee_minor == 181_326 - 45_332
    in_order(booking.starts_at)


@each
def test_the_law_of_the_country_is_part_of_the_terms(code: str, abroad: Callable[..., Stage]) -> None:
    stage = abroad(code)
    booking = stage.confirmed()
    right = booking.terms["cancellation"]["right"]
    assert (right["days"], right["is_business"]) == {"PY": (7, False), "UY": (5, True), "AR": (10, False)}[code]
    cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=5))
    assert stage.sim.objects("refund")[0]["amount"] == EXPECTED[code][0].minor  # the tiers would have given a quarter
    assert actions.read(booking.reference).state == "canceled"


@each
def test_a_day_of_the_country_that_is_a_holiday_is_not_offered(code: str, abroad: Callable[..., Stage]) -> None:
    from bookings.availability.queries import diary
    from bookings.availability.slots import slots

    stage = abroad(code)
    day = {"PY": "2026-12-08", "UY": "2026-12-25", "AR": "2026-12-08"}[code]
    holiday = datetime.fromisoformat(day).date()
    known = diary(stage.offering.professional, stage.at, stage.at + timedelta(days=40))
    assert slots(known, minutes=120, first_date=holiday, days=1, at=stage.at) == []
    assert slots(known, minutes=120, first_date=holiday + timedelta(days=3 if holiday.weekday() == 4 else 1), days=1, at=stage.at) != []


@each
def test_search_offers_prices_in_the_citys_own_money(code: str, abroad: Callable[..., Stage], client: Client) -> None:
    stage = abroad(code)
    page = client.get(f"/en/search/?city={stage.city}").content.decode()
    assert {"PY": "₲\u00a030.000", "UY": "$U\u00a0300", "AR": "$\u00a06.000"}[code] in page
    assert "$\u00a025.000" not in page
    dear, cheap = (client.get(f"/en/search/?city={stage.city}&max_price={most}").content.decode() for most in (PLACES[code].hourly * 2, 1))
    name = stage.offering.professional.display_name
    assert (name in dear, name in cheap) == (True, False)
