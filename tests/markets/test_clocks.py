"""Countries whose clocks change, or used to: what is elapsed is elapsed, what is said is said in the local time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.places.models import City, Market
from bookings.availability.actions import set_week
from bookings.availability.slots import at_local
from bookings.lifecycle import actions
from bookings.lifecycle.cancellation import share_at
from casaora.demo.places import CITIES, MARKETS
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.batches import cutoffs
from payouts.earnings.models import Earning

#: No market of ours changes its clocks now; Chile does: forward in the night to 6 September 2026, back in the one to 5 April.
SANTIAGO = ZoneInfo("America/Santiago")
SPRING, AUTUMN = date(2026, 9, 6), date(2026, 4, 5)


def test_paraguay_keeps_its_summer_time_and_the_table_of_zones_knows_it() -> None:
    zone = ZoneInfo("America/Asuncion")
    behind = {datetime(year, month, 15, 12, tzinfo=zone).utcoffset() for year in range(2025, 2031) for month in range(1, 13)}
    assert behind == {timedelta(hours=-3)}
    assert datetime(2024, 7, 15, tzinfo=zone).utcoffset() == timedelta(hours=-4)  # before the law of October 2024


@pytest.mark.parametrize("name", sorted({row[4] for row in MARKETS} | {row[2] for row in CITIES.values()}))
def test_no_market_has_a_day_without_ten_in_the_morning(name: str) -> None:
    zone = ZoneInfo(name)
    days = (date(2024, 1, 1) + timedelta(days=n) for n in range(3 * 366))
    assert all(datetime.combine(day, time(10), zone).astimezone(UTC).astimezone(zone).time() == time(10) for day in days)


@given(st.sampled_from([SPRING, AUTUMN]), st.integers(-14 * 48, 14 * 48))
def test_a_payout_day_is_at_ten_whatever_the_clocks_did_that_week(change: date, halves: int) -> None:
    at = datetime.combine(change, time(), SANTIAGO).astimezone(UTC) + timedelta(minutes=30 * halves)
    before, after = cutoffs.latest(at, SANTIAGO), cutoffs.following(at, SANTIAGO)
    assert before <= at < after
    for moment in (before, after):
        local = moment.astimezone(SANTIAGO)
        assert (local.time(), local.weekday() in cutoffs.DAYS) == (time(10), True)
    assert timedelta(days=2, hours=23) <= after - before.astimezone(UTC) <= timedelta(days=4, hours=1)
    assert cutoffs.batch_id("CL", before, SANTIAGO).startswith(f"cl-{before.astimezone(SANTIAGO):%Y-%m-%d}")


@pytest.fixture
def in_santiago(abroad: Callable[..., Stage]) -> Callable[[date], Stage]:
    """The stage, where the clocks are Chile's, some days before a night in which they change. She works at any hour."""

    def in_santiago(change: date) -> Stage:
        at = datetime.combine(change - timedelta(days=12), time(9), SANTIAGO).astimezone(UTC)
        clock.set_to(at)
        stage = abroad("AR", at=at)
        Market.objects.filter(pk="AR").update(time_zone=SANTIAGO.key)
        City.objects.filter(pk=stage.offering.professional.city_id).update(time_zone=SANTIAGO.key)
        hers = stage.offering.professional_id
        set_week(professional_id=hers, hours=tuple((day, 0, 1440) for day in range(7)), by=By("professional", hers), at=at)
        return stage

    return in_santiago


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "ends"), [(SPRING, "03:00"), (AUTUMN, "01:00")]  # of four hours one is skipped, or comes twice
)
def test_a_visit_over_the_night_lasts_its_hours(change: date, ends: str, in_santiago: Callable[[date], Stage], client: Client) -> None:
    stage = in_santiago(change)
    starts_at = at_local(SANTIAGO, change - timedelta(days=1), time(22))
    assert starts_at is not None
    booking = stage.confirmed(starts_at=starts_at.astimezone(UTC))
    assert booking.ends_at - booking.starts_at == timedelta(hours=4)
    assert (booking.ends_at.astimezone(SANTIAGO).strftime("%H:%M"), booking.subtotal_minor) == (ends, 3_600_000)
    client.force_login(stage.customer.user)
    assert f"22:00 a {ends.lstrip('0')}" in client.get(f"/es/bookings/{booking.reference}/").content.decode()
    actions.start(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, code="")
    actions.complete(reference=booking.reference, by=stage.as_professional, at=booking.ends_at)
    assert Earning.objects.get().clears_at == booking.ends_at + timedelta(days=7)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_a_deadline_is_counted_in_hours_and_not_in_clock_faces(change: date, in_santiago: Callable[[date], Stage]) -> None:
    stage = in_santiago(change)
    noon = at_local(SANTIAGO, change, time(12))
    assert noon is not None
    booking = stage.confirmed(starts_at=noon.astimezone(UTC))
    day_before = datetime.combine(change - timedelta(days=1), time(12), SANTIAGO).astimezone(UTC)
    elapsed = booking.starts_at - day_before
    assert elapsed == timedelta(hours=23 if change == SPRING else 25)
    # Ten calendar days of Argentina's law are over by now: noon of the day before is an hour late, or an hour early.
    whole = share_at(booking, stage.as_customer, day_before).refund == booking.total
    assert whole == (elapsed >= timedelta(hours=24))


@pytest.mark.django_db
def test_the_hour_that_the_clocks_skip_cannot_be_booked(in_santiago: Callable[[date], Stage]) -> None:
    assert at_local(SANTIAGO, SPRING, time(0, 30)) is None
    stage = in_santiago(SPRING)
    first = at_local(SANTIAGO, SPRING, time(1))
    assert first is not None
    booking = stage.requested(starts_at=first.astimezone(UTC), minutes=120)
    assert booking.starts_at == at_local(SANTIAGO, SPRING - timedelta(days=1), time(23, 30)).astimezone(UTC) + timedelta(minutes=30)  # type: ignore[union-attr]
