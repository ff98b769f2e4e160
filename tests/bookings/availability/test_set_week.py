"""A professional sets her hours, days off, rules and areas; nobody else does."""

from datetime import timedelta

import pytest

from accounts.places.models import Neighborhood
from bookings.availability import actions
from bookings.availability.models import Rules, ServedArea, TimeOff, WeeklyRange
from casaora.demo import cast
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return cast.professional()


@pytest.fixture
def her(ana, at) -> dict:
    return {"professional_id": ana.pk, "by": By("professional", ana.pk), "at": at}


def test_a_week_is_replaced_as_a_whole(ana, her) -> None:
    with acting(role=WEB, person=ana.pk):
        actions.set_week(hours=[(0, 480, 720), (0, 720, 1020)], **her)
        actions.set_week(hours=[(2, 0, 1440)], **her)
        assert list(WeeklyRange.objects.values_list("weekday", "starts_minute", "ends_minute")) == [(2, 0, 1440)]


@pytest.mark.parametrize("hours", [[(0, 480, 480)], [(0, 480, 1470)], [(7, 0, 30)], [(0, 485, 600)], [(0, -30, 30)]])
def test_hours_that_make_no_sense_change_nothing(her, hours: list) -> None:
    actions.set_week(hours=[(1, 480, 720)], **her)
    with pytest.raises(actions.HoursMakeNoSense):
        actions.set_week(hours=hours, **her)
    assert WeeklyRange.objects.count() == 1


def test_overlapping_hours_name_their_day(her) -> None:
    with pytest.raises(actions.HoursOverlap) as refused:
        actions.set_week(hours=[(3, 480, 720), (3, 690, 900), (4, 480, 720)], **her)
    assert refused.value.weekday == 3


def test_time_off_is_taken_and_removed_by_her_alone(ana, her, at) -> None:
    with pytest.raises(actions.TimeOffMakesNoSense):
        actions.take_time_off(starts_at=at, ends_at=at, note="", **her)
    with pytest.raises(actions.TimeOffMakesNoSense):
        actions.take_time_off(starts_at=at - timedelta(days=2), ends_at=at - timedelta(days=1), note="", **her)
    off = actions.take_time_off(starts_at=at, ends_at=at + timedelta(days=3), note=" With my family ", **her)
    assert off.note == "With my family"
    stranger = By("professional", cast.professional("Rosalba", "Mosquera").pk)
    with pytest.raises(actions.NotYours):
        actions.remove_time_off(time_off_id=off.pk, by=stranger, at=at)
    for _ in range(2):
        actions.remove_time_off(time_off_id=off.pk, by=her["by"], at=at)
    assert not TimeOff.objects.exists()


def test_rules_are_set_once_and_again(her) -> None:
    actions.set_rules(wishes=actions.Wishes(lead_minutes=720, daily_cap=2), **her)
    actions.set_rules(wishes=actions.Wishes(buffer_after_minutes=60), **her)
    rules = Rules.objects.get()
    assert (rules.lead_minutes, rules.daily_cap, rules.buffer_after_minutes) == (210, None, 60)


@pytest.mark.parametrize(("name", "value"), [("lead_minutes", 180), ("horizon_days", 61), ("buffer_before_minutes", 300), ("daily_cap", 0)])
def test_a_rule_out_of_bounds_is_named(her, name: str, value: int) -> None:
    with pytest.raises(actions.RulesOutOfBounds) as refused:
        actions.set_rules(wishes=actions.Wishes(**{name: value}), **her)
    assert refused.value.field == name


def test_areas_are_of_her_city(ana, her) -> None:
    two = list(Neighborhood.objects.filter(city=ana.city).values_list("pk", flat=True)[:2])
    actions.set_areas(neighborhoods=two, **her)
    with pytest.raises(actions.ElsewhereArea):
        actions.set_areas(neighborhoods=[*two, 999_999], **her)
    assert set(ServedArea.objects.values_list("neighborhood_id", flat=True)) == set(two)
    actions.set_areas(neighborhoods=[], **her)
    assert not ServedArea.objects.exists()


def test_a_stranger_sets_nothing(ana, at) -> None:
    stranger = {"professional_id": ana.pk, "by": By("professional", ana.pk + 1), "at": at}
    for act in (
        lambda: actions.set_week(hours=[], **stranger),
        lambda: actions.set_rules(wishes=actions.Wishes(), **stranger),
        lambda: actions.set_areas(neighborhoods=[], **stranger),
        lambda: actions.take_time_off(starts_at=at, ends_at=at + timedelta(days=1), note="", **stranger),
    ):
        with pytest.raises(actions.NotYours):
            act()
