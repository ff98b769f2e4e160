"""Only visits that begin on the same day were compared, and nothing looked again at the insert: a night's visit did not take the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.availability.slots import Diary, Misfit, why_not
from bookings.lifecycle import requests
from bookings.lifecycle.models import Booking
from casaora.demo import cast, catalog
from casaora.demo.scenes import Stage
from casaora.kit.acting import OWNER, acting
from casaora.kit.steps import By
from casaora.ops.invariants import nobody_is_in_two_places

DEFECT = "no overlap check at insert; a day-only comparison misses jobs over midnight"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The constraint is gone, and what is taken counts only on the day on which it begins."""

    def same_day(diary: Diary, **visit: Any) -> Misfit | None:
        day = visit["starts_at"].astimezone(diary.zone).date()
        return why_not(replace(diary, busy=[b for b in diary.busy if b.starts_at.astimezone(diary.zone).date() == day]), **visit)

    monkeypatch.setattr(requests, "why_not", same_day)
    with transaction.atomic(), acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_booking DROP CONSTRAINT booking_never_overlaps")


def test_a_visit_over_midnight_takes_the_morning_too(stage: Stage) -> None:
    other, professional = cast.customer("Jorge", "Peña"), stage.offering.professional
    professional.weekly_ranges.all().delete()
    catalog.work_week(professional, [(day, 0, 1440) for day in range(7)])
    night = stage.requested(starts_at=stage.at.replace(hour=3, minute=0) + timedelta(days=3), minutes=300)  # 22:00 to 3:00 in Bogotá
    morning = stage.wish(customer=other, starts_at=night.starts_at + timedelta(hours=4))  # from 2:00
    refused = None
    try:
        requests.request(wish=morning, by=By("customer", other.pk), at=stage.at)
    except requests.SlotTaken as taken:
        refused = taken.misfit
    assert refused == Misfit.TAKEN
    assert nobody_is_in_two_places(stage.at) == []
    assert [page["payment_status"] for page in stage.sim.objects("checkout.session")] == ["unpaid"]


def test_the_database_refuses_what_the_check_did_not_see(stage: Stage) -> None:
    first = stage.requested()
    second = stage.requested(starts_at=first.starts_at + timedelta(days=1))
    with pytest.raises(IntegrityError, match="booking_never_overlaps"), transaction.atomic():
        Booking.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at, occupied=first.occupied)
