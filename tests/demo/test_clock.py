"""The page that moves time, and the steps in which it moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client

from bookings.lifecycle.models import Booking
from casaora.demo import travel
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from payouts.batches.models import Batch

PAGE = "/en/clock/"


@pytest.mark.django_db
def test_the_page_tells_the_time_of_the_city_and_when_the_next_payout_is(client: Client, stage: Stage) -> None:
    text = client.get(PAGE).content.decode()
    assert "Mon 23 Nov, 9:00" in text
    assert "Tue 24 Nov, 10:00" in text
    assert "America/Bogota" in text
    assert "lun 23 nov, 9:00" in client.get("/es/clock/").content.decode()


@pytest.mark.django_db
def test_a_day_passes_and_what_came_due_has_happened(client: Client, stage: Stage) -> None:
    booking = stage.authorized()
    assert client.post(PAGE, {"leap": "day"}).status_code == 302
    assert timedelta() <= clock.now() - (stage.at + timedelta(days=1)) < timedelta(seconds=30)
    booking.refresh_from_db()
    assert (booking.state, booking.declined_reason) == ("declined", "professional_no_response")


@pytest.mark.django_db
def test_the_next_payout_is_planned_and_sent_when_one_arrives_there(client: Client, stage: Stage) -> None:
    client.post(PAGE, {"leap": "payout"})
    assert Batch.objects.latest("cut_off_at").batch_id == "co-2026-11-24-tue"
    assert clock.now() > datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("leap", ["", "century", "-1"])
def test_no_other_leap_is_taken(client: Client, stage: Stage, leap: str) -> None:
    client.post(PAGE, {"leap": leap})
    assert clock.now() - stage.at < timedelta(seconds=30)


@pytest.mark.django_db
@pytest.mark.parametrize("until", ["nonsense", "2026-13-40T99:00Z", "2026-11-24T10:00", "2031-01-01T00:00:00Z", "2020-01-01T00:00:00Z"])
def test_a_target_that_nobody_travels_to_does_not_refresh_the_page(client: Client, stage: Stage, until: str) -> None:
    answer = client.get(PAGE, {"until": until})
    assert answer.status_code == 200
    assert "Refresh" not in answer


@pytest.mark.django_db
def test_while_the_clock_is_on_its_way_the_page_looks_again_and_offers_nothing(client: Client, stage: Stage) -> None:
    answer = client.get(PAGE, {"until": (stage.at + timedelta(hours=3)).isoformat()})
    assert answer["Refresh"] == "1"
    assert "on its way to Mon 23 Nov, 12:00" in answer.content.decode()
    assert 'name="leap"' not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["deployed", "without a demo clock"])
def test_where_people_really_live_there_is_no_such_page(client: Client, stage: Stage, settings: django_settings, how: str) -> None:
    if how == "deployed":
        settings.IS_DEPLOYED = True
    else:
        settings.DEMO_CLOCK = ""
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"leap": "day"}).status_code == 404
    assert clock.now() - stage.at < timedelta(seconds=30)


@pytest.mark.django_db
def test_the_steps_stop_at_every_half_hour_and_not_before_it(stage: Stage) -> None:
    clock.set_to(stage.at + timedelta(minutes=17))
    travel.forward(timedelta(hours=2))
    stops = [run.started_at for run in JobRun.objects.filter(job="plan_payouts").order_by("pk")]
    assert [stop.minute for stop in stops[:-1]] == [30, 0, 30, 0]
    assert Booking.objects.count() == 0


@pytest.mark.django_db
def test_a_worker_can_make_the_same_journey(stage: Stage) -> None:
    travel.go(3600)
    assert timedelta(0) <= clock.now() - (stage.at + timedelta(hours=1)) < timedelta(seconds=30)
    travel.go(-3600)
    assert clock.now() > stage.at
