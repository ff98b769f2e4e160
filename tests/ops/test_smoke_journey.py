"""The synthetic journey through the live server: to its end, to a failure, to a time that has not come; and nothing stays behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from accounts.users.models import User
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.kit import clock
from casaora.ops import invariants
from casaora.smoke.household import LAST
from casaora.smoke.journey import Hers, Journey
from casaora.smoke.site import approach
from casaora.smoke.steps import Steps
from tests.browser.conftest import World

pytestmark = pytest.mark.browser
SLUG = "ana-milena-cardenas"
WHOLE = ["sign_up", "verify", "search", "choose", "request", "pay", "sign_in", "accept", "clock", "start", "complete", "see", "clean_up"]


def journey(world: World, pictures: Path, language: str = "es", password: str = cast.PASSWORD, **said: Any) -> Journey:
    hers = Hers(SLUG, "ana-milena@casaora.example", password)
    return Journey(approach(world.url, language), hers, world.browser, Steps(pictures=pictures), **said)


def states(report: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["state"] for row in report["steps"]}


def no_visit_is_open() -> bool:
    return not Booking.objects.filter(state__in=("pending_payment", "authorized", "confirmed", "in_progress", "unattended")).exists()


@pytest.mark.parametrize(
    ("language", "has_phone", "times"),
    [pytest.param("es", False, 2, id="in Spanish, twice"), pytest.param("en", True, 1, id="in English on a telephone", marks=pytest.mark.long)],
)
def test_from_sign_up_to_a_completed_visit(worked: World, tmp_path: Path, language: str, has_phone: bool, times: int) -> None:
    for _ in range(times):
        report = journey(worked, tmp_path, language, has_phone=has_phone).whole()
        assert states(report) == dict.fromkeys(WHOLE, "ok"), report
        assert report["failed"] == 0
        assert report["clock_moved"]
        assert all(row["ms"] >= 0 and row["path"].startswith(("/", "/checkout/")) for row in report["steps"])
        assert Booking.objects.get(reference=report["visit"]).state == "completed"
    assert User.objects.filter(last_name=LAST).count() == times
    assert no_visit_is_open()
    assert not list(tmp_path.glob("*.png"))
    assert not any(invariants.check(clock.now()).values())


def test_a_door_that_stays_closed_is_photographed_and_the_hold_is_given_back(worked: World, tmp_path: Path) -> None:
    report = journey(worked, tmp_path, password="not-her-password-9").whole()
    assert report["failed"] == 1
    failed = next(row for row in report["steps"] if not row["ok"])
    assert failed["name"] == "sign_in"
    assert "door stays closed" in failed["error"]
    assert failed["path"] == "/es/account/login/"
    assert Path(report["screenshot"]).read_bytes().startswith(b"\x89PNG")
    assert "not-her-password-9" not in str(report)
    booking = Booking.objects.get()
    assert (booking.state, report["cleaned"]) == ("canceled", [booking.reference])
    assert states(report)["clean_up"] == "ok"
    assert {i["status"] for i in worked.stage.sim.objects("payment_intent")} == {"canceled"}


def test_where_time_cannot_be_moved_the_visit_waits_and_is_canceled_with_everything_given_back(
    worked: World, tmp_path: Path, settings: django_settings
) -> None:
    settings.DEMO_CLOCK = ""
    report = journey(worked, tmp_path).whole()
    assert report["failed"] == 0
    assert report["waits"] == ["start", "complete"]
    booking = Booking.objects.get()
    assert (booking.state, report["cleaned"]) == ("canceled", [booking.reference])
    charge = worked.stage.sim.objects("charge")[0]
    assert charge["amount_refunded"] == charge["amount"]
    assert no_visit_is_open()


def test_a_kept_visit_is_begun_and_completed_by_a_later_run(worked: World, tmp_path: Path, settings: django_settings) -> None:
    settings.DEMO_CLOCK = ""
    report = journey(worked, tmp_path, keeps=True).whole()
    booking = Booking.objects.get()
    assert booking.state == "confirmed"
    assert any(booking.reference in line for line in report["left"])
    early = journey(worked, tmp_path).finish(booking.reference)
    assert (early["failed"], early["waits"]) == (0, ["start", "complete"])
    clock.set_to(booking.starts_at - timedelta(minutes=30))
    later = journey(worked, tmp_path).finish("due")
    assert states(later) == dict.fromkeys(("sign_in", "find", "return", "start", "complete", "see"), "ok"), later
    booking.refresh_from_db()
    assert booking.state == "completed"
    assert not booking.steps.get(step="start").why  # with the code that only the household sees
    assert journey(worked, tmp_path).finish("due")["steps"][1:] == []


def test_somebody_elses_visit_is_left_alone(worked: World, tmp_path: Path) -> None:
    booking = worked.stage.confirmed()
    report = journey(worked, tmp_path).finish(booking.reference)
    assert report["failed"] == 1
    assert "belongs to no household of a journey" in report["steps"][-1]["error"]
    booking.refresh_from_db()
    assert booking.state == "confirmed"
