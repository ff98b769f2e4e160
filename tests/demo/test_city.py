"""A small city keeps every rule, has people in it, and is the same every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings as django_settings

from bookings.lifecycle.models import Booking
from casaora.demo.city import AlreadyLived, City, NotHere, refuse_where_people_live
from casaora.ops import invariants
from payouts.ledger.queries import verify


def test_a_small_city_keeps_every_rule_and_is_built_only_once(build: Callable[..., City], at: datetime) -> None:
    city = build(at)
    report = city.report()
    assert (report["professionals"], report["customers"]) == (3, 4)
    assert report["completed"] > 0
    assert report["bookings"] == Booking.objects.count() > 5
    assert verify(at) == []
    assert {name: found for name, found in invariants.check(at).items() if found} == {}
    with pytest.raises(AlreadyLived):
        refuse_where_people_live()


@pytest.mark.django_db
def test_a_deployed_environment_has_no_demo(settings: django_settings) -> None:
    settings.IS_DEPLOYED = True
    with pytest.raises(NotHere):
        refuse_where_people_live()
