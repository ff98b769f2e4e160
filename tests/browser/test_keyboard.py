"""Nobody needs a mouse: a booking from search to the hold, and a professional's hours, by the keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.availability.models import WeeklyRange
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from tests.browser.conftest import World
from tests.browser.journey import Journey
from tests.browser.keys import Keys


def enters(journey: Journey, keys: Keys, email: str) -> None:
    journey.at(keys.tab, "account/login/")
    keys.write("input[name=login]", email)
    keys.write("input[name=password]", cast.PASSWORD)
    with keys.tab.expect_navigation():
        keys.press("Enter")


def test_a_visit_is_booked_with_the_keyboard_alone(world: World) -> None:
    journey = Journey(world, "en", True)
    keys = Keys(journey.customer)
    enters(journey, keys, world.stage.customer.user.email)
    day = world.stage.at + timedelta(days=2)
    journey.at(keys.tab, f"search/?service=regular-cleaning&city=bogota&date={day:%Y-%m-%d}")
    keys.follow("article a.linked-a")
    journey.at(keys.tab, f"bookings/new/{world.stage.offering.professional.slug}/?service=regular-cleaning&minutes=240&date={day:%Y-%m-%d}")
    keys.to("input[name=start]")
    keys.press("Space", "ArrowRight")
    chosen = keys.tab.locator("input[name=start]:checked").get_attribute("value")
    keys.follow("button[name=next]")
    keys.follow("button[name=next]")
    keys.follow("main form[method=post] .btn--primary, .dock .btn--primary")
    keys.tab.wait_for_url(re.compile("/checkout/"))
    keys.tab.locator("button").filter(has_text=re.compile(r"\$")).first.focus()
    keys.press("Enter")
    keys.tab.wait_for_url(re.compile("back=paid"))
    booking = Booking.objects.get()
    assert booking.starts_at.isoformat() == chosen


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_hours_are_changed_with_the_keyboard_alone(world: World, scripts: bool) -> None:
    journey = Journey(world, "es", scripts)
    keys = Keys(journey.professional)
    her = world.stage.offering.professional
    enters(journey, keys, her.user.email)
    journey.at(keys.tab, "professional/availability/")
    keys.to("input[name=open6]")
    keys.press("Space")
    keys.to("select[name=from6]")
    keys.tab.keyboard.type("10:00")
    keys.to("select[name=to6]")
    keys.tab.keyboard.type("12:00")
    keys.follow("button[name=add][value='6']")
    assert keys.tab.locator("select[name=from6]").count() == 2
    keys.follow("button[name=remove][value='6-1']")
    keys.follow("#week .save-bar .btn--primary")
    assert list(WeeklyRange.objects.filter(professional=her, weekday=6).values_list("starts_minute", "ends_minute")) == [(600, 720)]


def test_what_is_wrong_with_the_hours_is_where_the_keyboard_is(world: World) -> None:
    journey = Journey(world, "en", True)
    keys = Keys(journey.professional)
    enters(journey, keys, world.stage.offering.professional.user.email)
    journey.at(keys.tab, "professional/availability/")
    keys.to("select[name=to0]")
    keys.tab.keyboard.type("06:00")
    keys.follow("#week .save-bar .btn--primary")
    expect(keys.tab.locator("#week .error-summary")).to_be_focused()
    keys.to("#week .error-summary a")
    keys.press("Enter", "Tab")
    assert keys.tab.evaluate("document.activeElement.name") in ("from0", "to0")
