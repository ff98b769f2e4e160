"""With a part away on purpose: what people see, what waits, and what comes right by itself when the part is back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from accounts.notifications.models import Mail
from bookings.lifecycle import deadlines
from bookings.models import Booking
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit import clock, outbox
from casaora.kit.models import Outgoing
from casaora.ops import health
from tests.ops.trouble import no_broker

pytestmark = pytest.mark.django_db
NOBODY = "127.0.0.1", 1


def ask(client: Client, stage: Stage, days: int = 2) -> Any:
    """The household asks for a visit by its page."""
    client.force_login(stage.customer.user)
    starts, home = stage.at.replace(hour=15) + timedelta(days=days), stage.customer.addresses.get().pk
    choice = f"service={stage.offering.service.slug}&minutes=240&start={starts:%Y-%m-%dT%H:%MZ}&address={home}"
    said = {"form_token": str(uuid.uuid4()), "message": ""}
    return client.post(f"/en/bookings/new/{stage.offering.professional.slug}/review/?{choice}", said)


def pages_work(client: Client, stage: Stage) -> None:
    """What people read, they read."""
    for address in ("/en/", "/es/", "/en/search/", f"/en/professionals/{stage.offering.professional.slug}/", "/en/money/", "/healthz"):
        assert client.get(address).status_code == 200, address


# ── The processor ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_processor_nobody_is_charged_and_everybody_is_told_so(stage: Stage, client: Client) -> None:
    confirmed = stage.confirmed()
    stage.sim.faults.add("*", "timeout_before", times=None)
    answer = ask(client, stage, days=3)
    assert answer.status_code == 409
    assert "The payment page could not be opened. Nothing was charged: try again in a moment." in answer.content.decode()
    pages_work(client, stage)
    assert client.get(f"/en/bookings/{confirmed.reference}/").status_code == 200
    stage.sim.faults.clear()
    assert ask(client, stage, days=3).status_code == 303  # the hours were free again at once


def test_an_answer_that_is_lost_on_the_way_is_read_later(stage: Stage, client: Client) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    stage.sim.faults.add("read_hold", "timeout_before")
    client.force_login(stage.offering.professional.user)
    assert client.post(f"/en/bookings/{booking.reference}/acceptance/").status_code == 302
    page = client.get(f"/en/bookings/{booking.reference}/").content.decode()
    assert "being confirmed" in page
    assert Booking.objects.get(pk=booking.pk).state == "authorized"
    deadlines.settle_unknown(stage.at + timedelta(minutes=6))  # reading has no answer either
    assert Booking.objects.get(pk=booking.pk).state == "authorized"
    deadlines.settle_unknown(stage.at + timedelta(minutes=20))
    assert Booking.objects.get(pk=booking.pk).state == "confirmed"
    assert not Attempt.objects.filter(outcome="").exists()
    assert len(stage.sim.objects("charge")) == 1


# ── The broker ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_broker_pages_and_verbs_work_and_notices_wait_as_rows(
    stage: Stage, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    booking = stage.authorized()
    settings.OUTBOX_NUDGE = "casaora.schedule.nudge_outbox"
    with no_broker(settings, monkeypatch), django_capture_on_commit_callbacks(execute=True):
        pages_work(client, stage)
        client.force_login(stage.offering.professional.user)
        assert client.post(f"/en/bookings/{booking.reference}/acceptance/").status_code == 302
        assert ask(Client(), stage, days=3).status_code == 303
    assert Booking.objects.get(pk=booking.pk).state == "confirmed"
    assert Outgoing.objects.filter(topic="notice", done_at=None).count() >= 2
    outbox.deliver_all(clock.now())  # the next tick, once there are ticks again
    assert not Outgoing.objects.filter(topic="notice", done_at=None).exists()
    assert stage.customer.user.email in {address for m in mail.outbox for address in m.to}


# ── Cache and limits ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_cache(settings: Any) -> Any:
    """Nobody listens at the cache's address."""
    dead = [f"redis://{NOBODY[0]}:{NOBODY[1]}/1"]
    before = settings.CACHES
    settings.CACHES = {name: {**kind, "LOCATION": dead} for name, kind in before.items()}
    yield
    settings.CACHES = before
    caches["default"].get("x")


def test_without_the_cache_pages_are_read_and_people_stay_signed_in(stage: Stage, client: Client, no_cache: None) -> None:
    booking = stage.confirmed()
    client.force_login(stage.customer.user)
    pages_work(client, stage)
    assert client.get(f"/en/bookings/{booking.reference}/").status_code == 200
    assert "Camila" in client.get("/en/account/settings/").content.decode()


def test_without_the_cache_limits_are_closed_for_sign_in_and_money_and_open_for_reading(stage: Stage, client: Client, no_cache: None) -> None:
    assert client.get("/en/search/?q=clean").status_code == 200
    tried = client.post("/en/account/login/", {"login": stage.customer.user.email, "password": "whatever it is"})
    assert (tried.status_code, tried["Retry-After"]) == (429, "60")
    assert ask(client, stage).status_code == 429
    assert not Booking.objects.exists()
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz?all").json()["cache"] != "ok"
    assert health.states()["database"] == "ok"


# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_mail_server_nothing_stops_and_each_letter_leaves_once_later(stage: Stage, settings: Any) -> None:
    booking = stage.confirmed()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = NOBODY
    owed = Outgoing.objects.filter(topic="notice").count()
    assert outbox.deliver(stage.at) == {"done": 0, "failed": owed}
    assert booking.state == "confirmed"
    assert Mail.objects.filter(sent_at=None).count() == owed
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = stage.at + timedelta(minutes=5)
    assert outbox.deliver_all(later)["done"] == owed
    assert outbox.deliver_all(later + timedelta(hours=2))["done"] == 0
    assert len(mail.outbox) == owed
    assert not Mail.objects.filter(sent_at=None).exists()


# ── The database ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_refuses_to_write_still_answers_who_reads(stage: Stage, client: Client) -> None:
    """A standby that took over too early: what people read they read, what they send is an error page with a number, and nothing is half done."""
    booking = stage.authorized()
    client.force_login(stage.offering.professional.user)
    client.raise_request_exception = False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        pages_work(client, stage)
        assert client.get(f"/en/bookings/{booking.reference}/").status_code == 200
        refused = client.post(f"/en/bookings/{booking.reference}/acceptance/")
        transaction.set_rollback(True)
    assert refused.status_code == 500
    assert refused["X-Request-Id"] in refused.content.decode()
    assert Booking.objects.get(pk=booking.pk).state == "authorized"
