"""Who is written down: everybody once, in a neighborhood that exists, and every service in every city."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils.text import slugify

from bookings.catalog import taxonomy
from casaora.demo import people, weeks
from casaora.demo.neighborhoods import NEIGHBORHOODS
from casaora.demo.people import Household, Portrait
from casaora.demo.places import CITIES, OPEN


def test_eighty_work_and_forty_households_live_in_eight_cities() -> None:
    assert (len(people.PROFESSIONALS), len(people.HOUSEHOLDS), len(OPEN)) == (80, 40, 8)
    assert {p.city for p in people.PROFESSIONALS} == {h.city for h in people.HOUSEHOLDS} == set(OPEN)


def test_nobody_shares_an_address_a_name_a_telephone_or_a_text() -> None:
    everybody = [*people.PROFESSIONALS, *people.HOUSEHOLDS, people.APPLICANT, *people.TEAM]
    said = [text for p in people.PROFESSIONALS for text in (p.headline_es, p.headline_en, p.about_es, p.about_en)]
    named = [slugify(f"{p.first} {p.last}") for p in people.PROFESSIONALS]
    for values in ([p.key for p in everybody], named, said, [h.phone for h in people.HOUSEHOLDS], [h.line for h in people.HOUSEHOLDS]):
        assert [value for value, times in Counter(values).items() if times > 1] == []


@pytest.mark.parametrize("who", [*people.PROFESSIONALS, *people.HOUSEHOLDS], ids=lambda who: who.key)
def test_everybody_lives_where_there_is_such_a_place(who: Portrait | Household) -> None:
    parts = {slug for slug, *_ in NEIGHBORHOODS[who.city]}
    areas = who.areas if isinstance(who, Portrait) else (who.other[1],) if who.other[2] else ()
    assert {who.home, *areas} <= parts


@pytest.mark.parametrize("city", OPEN)
def test_every_service_is_offered_in_every_city(city: str) -> None:
    offered = {work.service for p in people.PROFESSIONALS if p.city == city for work in p.work}
    assert offered == {service[1] for service in taxonomy.SERVICES}


@pytest.mark.parametrize("household", people.HOUSEHOLDS, ids=lambda household: household.key)
def test_somebody_does_what_a_household_needs_and_it_is_whom_it_asks_for(household: Household) -> None:
    for habit in household.habits:
        whom = weeks._chosen(household, habit, people.PROFESSIONALS, Counter())
        assert whom is not None
        assert whom.city == household.city
        assert habit.whom in ("", whom.key)


def test_every_city_has_neighborhoods_that_are_near_it() -> None:
    assert set(NEIGHBORHOODS) == set(CITIES)
    for slug, (_, _, _, latitude, longitude, _) in CITIES.items():
        for part, _, lat, lon in NEIGHBORHOODS[slug]:
            assert abs(float(lat) - float(latitude)) < 0.15, part
            assert abs(float(lon) - float(longitude)) < 0.15, part
