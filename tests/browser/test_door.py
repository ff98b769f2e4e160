"""Where a home is, and who stands at its door: as a browser asks and tells it; and what happens when it will not say."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from accounts.customers.models import Address
from bookings.lifecycle import actions
from casaora.kit import clock
from tests.browser.conftest import World
from tests.browser.journey import Journey

HOME = {"latitude": 4.6558, "longitude": -74.0517, "accuracy": 12}
AT_THE_DOOR = {"latitude": 4.6563, "longitude": -74.0517, "accuracy": 20}


def stands(page: Page, where: dict[str, float]) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(where)  # type: ignore[arg-type]


def test_from_the_home_on_the_map_to_the_door_that_nobody_opens(world: World) -> None:
    journey, stage = Journey(world, "en", True), world.stage
    family, hers = journey.customer, journey.professional
    journey.sign_in(family, stage.customer.user.email)
    journey.at(family, f"account/addresses/{stage.customer.addresses.get().pk}/")
    stands(family, HOME)
    family.get_by_role("button", name="I am at home").click()
    expect(family.locator("[data-locate-status]")).to_have_text("Found. It is kept when you save.")
    journey.press(family, "save")
    address = Address.objects.get(customer=stage.customer)
    assert (str(address.latitude), str(address.longitude), address.accuracy_m) == ("4.65580", "-74.05170", 12)

    booking = stage.confirmed()
    clock.set_to(booking.starts_at)
    journey.sign_in(hers, booking.professional.user.email)
    journey.at(hers, f"bookings/{booking.reference}/")
    stands(hers, AT_THE_DOOR)
    hers.get_by_role("button", name="I am at the door").click()
    expect(hers.locator("main")).to_contain_text("The family has been told that you are at the door.")
    assert actions.read(booking.reference).arrival_distance_m == 56
    journey.at(family, f"bookings/{booking.reference}/")
    expect(family.locator("main")).to_contain_text("She waits until 10:30")
    clock.set_to(booking.starts_at + timedelta(minutes=31))
    hers.reload()
    hers.get_by_role("button", name="Nobody opened").click()
    expect(hers.locator(".badge").first).to_have_attribute("data-status", "canceled")
    assert actions.read(booking.reference).leaving_distance_m == 56


def test_a_browser_that_does_not_say_hinders_nobody(world: World) -> None:
    journey, stage = Journey(world, "es", True), world.stage
    booking = stage.confirmed()
    clock.set_to(booking.starts_at + timedelta(minutes=1))
    journey.sign_in(journey.professional, booking.professional.user.email)
    journey.at(journey.professional, f"bookings/{booking.reference}/")
    journey.professional.get_by_role("button", name="Ya llegué").click()
    expect(journey.professional.locator(".badge").first).to_have_attribute("data-status", "in_progress")
    assert actions.read(booking.reference).start_distance_m is None
