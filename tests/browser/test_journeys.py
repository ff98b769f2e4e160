"""From search to a completed visit, as a stranger would; and what happens when nobody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.notifications.models import Notice
from casaora.demo import cast, catalog
from casaora.kit import clock
from casaora.kit.money import show
from casaora.ops import invariants
from casaora.stripe import gateway
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, verify
from tests.browser.conftest import World
from tests.browser.journey import Journey


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("es", False)], ids=["in English", "in Spanish without JavaScript"])
def test_the_first_booking_from_search_to_a_completed_visit(world: World, language: str, scripts: bool) -> None:
    journey = Journey(world, language, scripts)
    journey.sign_up("lucia@casaora.example")
    journey.write_address()
    journey.search_and_choose(world.stage.at + timedelta(days=2))
    booking = journey.place_the_hold()
    journey.see(journey.customer, booking.total)
    assert balance(Account.PROCESSOR_CASH, currency="COP").minor == 0  # a hold is not a charge

    journey.sign_in(journey.professional, booking.professional.user.email)
    journey.at(journey.professional, "professional/")
    journey.press(journey.professional, "accept")
    expect(journey.professional.locator(".badge").first).to_have_attribute("data-status", "confirmed")
    journey.see(journey.professional, booking.earning)
    journey.see(journey.customer, balance(Account.PROCESSOR_CASH, currency="COP"))

    clock.set_to(booking.starts_at - timedelta(minutes=5))
    code = journey.booking.start_code
    assert code in journey.see(journey.customer)
    journey.see(journey.professional)
    journey.professional.fill("input[name=code]", code)
    journey.press(journey.professional, "arrived")
    expect(journey.professional.locator(".badge").first).to_have_attribute("data-status", "in_progress")
    clock.set_to(booking.ends_at)
    journey.see(journey.professional)
    journey.press(journey.professional, "finished")
    expect(journey.professional.locator(".badge").first).to_have_attribute("data-status", "completed")
    held = -balance(Account.HELD_FOR_PROFESSIONALS, currency="COP", person_id=booking.professional_id)
    assert held == booking.earning
    journey.see(journey.customer, held)

    journey.connect_payout_account()
    journey.later(timedelta(days=11))  # a first earning clears in seven days; then the next Tuesday or Friday
    sent = Entry.objects.get(kind="transfer_sent")
    transfer = -sent.postings.get(account=Account.PROCESSOR_CASH).amount_minor
    assert transfer == booking.earning_minor
    transfers = world.stage.sim.objects("transfer")
    assert [t["amount"] for t in transfers] == [transfer]
    text = journey.statement()
    assert booking.reference in text
    assert show(booking.earning).replace("\u00a0", " ") in text
    journey.see(journey.customer, booking.total, booking.earning)
    assert balance(Account.IN_TRANSIT, currency="COP").minor == balance(Account.PAYABLE_TO, currency="COP").minor == 0
    assert verify(clock.now()) == []
    assert not any(invariants.check(clock.now()).values())


def test_nobody_answers_and_the_hold_is_released_by_itself(world: World) -> None:
    other = cast.professional("Yolanda", "Palacios", "usaquen")
    catalog.at_work(other)
    journey = Journey(world, "en", True)
    journey.sign_up("lucia@casaora.example")
    journey.write_address()
    journey.search_and_choose(world.stage.at + timedelta(days=3))
    booking = journey.place_the_hold()
    journey.later(timedelta(hours=25))
    text = journey.see(journey.customer)
    assert "No reply in 24 h" in text
    intent = journey.booking.payment.intent_id or ""
    assert gateway.read_hold(intent).status == "canceled"
    told = Notice.objects.filter(kind="booking_auto_declined", person_id=booking.customer_id)
    assert told.count() == 1
    assert len(told.get().context["others"]) == 1
    assert Notice.objects.filter(kind="booking_missed", person_id=booking.professional_id).count() == 1
