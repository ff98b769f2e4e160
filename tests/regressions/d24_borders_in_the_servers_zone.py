"""A day began at the server's midnight, which is seven in the evening in Bogotá: evenings counted for the next day, and payout day began early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.professionals.models import Professional
from bookings.availability import slots
from bookings.availability.models import Rules
from bookings.availability.slots import Diary, Misfit, Range
from payouts.batches import actions as batches
from payouts.batches import cutoffs
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "day and week borders computed in the server's zone"
pytestmark = pytest.mark.django_db
BOGOTA = ZoneInfo("America/Bogota")


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates and ten o'clock are the server's."""
    around = cutoffs._around

    def visits_on(diary: Diary, day: datetime) -> int:
        return sum(busy.starts_at.astimezone(UTC).date() == day for busy in diary.busy)

    monkeypatch.setattr(cutoffs, "_around", lambda at, zone, days: around(at, ZoneInfo("UTC"), days))
    monkeypatch.setattr(slots, "_visits_on", visits_on)


def test_payout_day_begins_at_ten_in_the_market_and_not_before(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    sent = []
    for moment in (TUESDAY - timedelta(hours=4), TUESDAY):
        scenes.planned(bank, moment)
        batches.send_due(moment)
        sent.append([t["amount"] for t in bank.transfers()])
    assert sent == [[], [cop(100_000).minor]]


def test_a_visit_in_the_evening_counts_for_its_own_day() -> None:
    monday = datetime(2026, 11, 30, tzinfo=BOGOTA)
    evening = Range(monday + timedelta(hours=20), monday + timedelta(hours=22))
    diary = Diary(BOGOTA, [(day, 0, 1440) for day in range(7)], busy=[evening], rules=Rules(daily_cap=1))
    asked = [monday + timedelta(hours=9), monday + timedelta(days=1, hours=9)]
    found = [slots.why_not(diary, starts_at=start, minutes=120, at=monday - timedelta(days=3)) for start in asked]
    assert found == [Misfit.FULL_DAY, None]
