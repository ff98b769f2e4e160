"""`manage.py smoke`: where it refuses to run, what it puts on record, and what a shell learns from its exit code."""

from __future__ import annotations

import json
import threading
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connections
from playwright.sync_api import Browser

from accounts.users.models import User
from bookings.lifecycle.models import Booking
from casaora.kit.models import JobRun
from casaora.smoke import processor_page
from casaora.smoke.household import new_token, password_of
from casaora.smoke.site import Refused, approach
from casaora.smoke.steps import StepFailed, Steps, Unexpected
from casaora.smoke.turns import turn
from tests.browser.conftest import World

pytestmark = pytest.mark.browser


def smoke(*arguments: str) -> tuple[str, BaseException | None]:
    """In a thread of its own, as the command brings a browser of its own. What it printed, and what it raised."""
    out, raised = StringIO(), []

    def run() -> None:
        try:
            call_command("smoke", *arguments, stdout=out)
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=240)
    assert not thread.is_alive()
    return out.getvalue(), raised[0] if raised else None


@pytest.fixture
def hers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOKE_PROFESSIONAL", "ana-milena-cardenas")
    monkeypatch.setenv("SMOKE_PROFESSIONAL_EMAIL", "ana-milena@casaora.example")
    monkeypatch.setenv("SMOKE_PROFESSIONAL_PASSWORD", "casa-ora-de-prueba")


def test_a_run_is_on_record_and_says_so_as_json(worked: World, hers: None) -> None:
    said, raised = smoke("--base-url", worked.url, "--json")
    assert raised is None
    report = json.loads(said)
    assert (report["failed"], report["recorded"]) == (0, True)
    run = JobRun.objects.get(job="smoke")
    assert (run.status, run.counts["steps"], run.counts["failed"]) == ("succeeded", 13, 0)


@pytest.mark.long  # two whole journeys: half a minute each
def test_two_at_once_take_turns_and_both_arrive(worked: World, hers: None) -> None:
    found: list[Any] = []
    both = [threading.Thread(target=lambda: found.append(smoke("--base-url", worked.url, "--json"))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=300)
    assert [raised for _, raised in found] == [None, None]
    assert Booking.objects.filter(state="completed").count() == 2
    first, second = JobRun.objects.filter(job="smoke").order_by("pk")
    assert first.finished_at is not None
    assert first.finished_at <= second.finished_at  # type: ignore[operator]


def test_a_failure_makes_the_exit_code_is_on_record_and_tells_no_password(
    worked: World, hers: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("SMOKE_PROFESSIONAL_PASSWORD", "wrong-and-secret-7")
    said, raised = smoke("--base-url", worked.url, "--pictures", str(tmp_path))
    assert isinstance(raised, CommandError)
    assert "sign_in    failed" in said
    assert "cleaned up: CB-" in said
    assert f"picture of the failed page: {tmp_path}" in said
    assert "wrong-and-secret-7" not in said
    assert JobRun.objects.get(job="smoke").status == "failed"


def test_live_keys_are_refused_before_anything_is_opened(world: World, hers: None, settings: django_settings) -> None:
    before = User.objects.count()
    for key in ("sk_live_x", "rk_live_x", ""):
        settings.STRIPE_SECRET_KEY = key
        with pytest.raises(Refused, match="does not prove test keys"):
            approach(world.url, "en")
    _said, raised = smoke("--base-url", world.url)
    assert isinstance(raised, CommandError)
    assert "does not prove test keys" in str(raised)
    assert User.objects.count() == before


def test_a_page_that_is_no_test_page_gets_no_card(world: World) -> None:
    page = world.browser.new_context().new_page()
    page.goto(f"{world.url}/en/checkout/cs_live_a1b2c3?proof=cs_test_")
    with pytest.raises(Unexpected, match="not proved"):
        processor_page.pay(page, "$ 1")
    page.context.close()


@pytest.mark.parametrize(("url", "why"), [
    ("http://casaora.example", "not https"), ("ftp://casaora.example", "no address"), ("casaora.example", "no address"),
    ("http://127.0.0.1:9", "does not answer"),
])  # fmt: skip
def test_an_address_that_cannot_be_trusted_with_a_password_is_refused(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        approach(url, "en")


def test_what_a_browser_says_about_a_failure_is_one_line_without_passwords(chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.set_content("<p>nothing")
    steps = Steps(secrets=("hidden-word",))
    with pytest.raises(StepFailed) as failed, steps.step("sign_in", page):
        page.fill("input[name='hidden-word']", "hidden-word", timeout=50)
    page.context.close()
    assert "hidden-word" not in str(failed.value) + str(steps.done)
    assert "\n" not in steps.done[0].error


def test_who_is_told_to_end_ends_as_a_failure_that_is_cleaned_up_after(chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    steps = Steps()
    with pytest.raises(StepFailed), steps.step("clock", page):
        raise KeyboardInterrupt
    page.context.close()
    assert steps.failed is not None
    assert (steps.failed.name, steps.failed.error) == ("clock", "it was told to end")


def test_who_moves_the_clock_holds_it_alone(tmp_path: Any) -> None:
    file = str(tmp_path / "clock")
    with turn(file, 1):
        with pytest.raises(Refused, match="another journey"), turn(file, 0):
            pass
        with turn(str(tmp_path / "another"), 0), turn("", 0):
            pass
    with turn(file, 0):
        pass


def test_a_household_can_be_entered_again_by_who_knows_the_key_only() -> None:
    one, other = new_token(), new_token()
    assert one != other
    assert password_of(one, "key") == password_of(one, "key")
    assert len({password_of(who, key) for who in (one, other) for key in ("key", "another")}) == 4
