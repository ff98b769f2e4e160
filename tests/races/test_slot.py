"""Fifty customers on one slot: one booking, and nobody sees a deadlock."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError

from bookings.lifecycle import requests
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CUSTOMERS = 50


def test_fifty_customers_on_one_slot_make_exactly_one_booking(stage: Stage, finish: Finish) -> None:
    customers = [cast.customer(f"Cliente {n}", "Prueba") for n in range(CUSTOMERS)]
    winners, different = Counter[str](), set[int]()
    slowest = 0.0
    for round_ in range(ROUNDS):
        clock.set_to(stage.at)  # a slow machine must not let the rounds outlive the page
        Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
        Booking.objects.filter(state="pending_payment").update(state="expired")
        wishes = [(stage.wish(customer=c), By("customer", c.pk)) for c in customers]
        began = time.monotonic()
        results = together([lambda w=w, by=by: requests.request(wish=w, by=by, at=stage.at) for w, by in wishes])
        slowest = max(slowest, time.monotonic() - began)
        won = [r for r in results if isinstance(r, Booking)]
        assert len(won) == 1, round_
        assert not [r for r in results if isinstance(r, OperationalError)]
        assert all(isinstance(r, Booking | requests.SlotTaken) for r in results), [
            r for r in results if not isinstance(r, Booking | requests.SlotTaken)
        ]
        assert all(r.nearest for r in results if isinstance(r, requests.SlotTaken))
        winners["one booking"] += 1
        different.add(won[0].customer_id)
    note = f"{len(different)} different winners, slowest round {slowest:.2f} s"
    finish(f"{CUSTOMERS} on one slot", winners, legal=["one booking"], note=note)
