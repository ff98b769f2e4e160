"""A booking takes its time from everybody's search at once, buffers included, and gives it back when it comes to nothing."""

from datetime import timedelta

import pytest

from bookings.availability import queries as availability
from bookings.availability.others import others_free
from bookings.availability.slots import Misfit, why_not
from bookings.directory import finding, queries
from bookings.directory.results import Wish
from bookings.lifecycle import actions
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db


def found(stage, starts_at, minutes: int = 120) -> list[str]:
    offering = stage.offering
    city = offering.professional.city
    wish = Wish(city, [offering.service], day=city.local(starts_at).date(), starts_at=starts_at, minutes=minutes)
    with acting(role=WEB, person=None):
        return [f.professional.slug for f in finding.answer(wish, at=stage.at).page]


def test_a_visitor_no_longer_finds_her_from_the_request_on(stage) -> None:
    her = [stage.offering.professional.slug]
    booking = stage.requested()
    assert found(stage, booking.starts_at) == []
    assert found(stage, booking.starts_at + timedelta(hours=4)) == []  # the way there and back
    assert found(stage, booking.starts_at + timedelta(hours=5)) == her
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert found(stage, booking.starts_at) == her


def test_a_stranger_learns_that_she_is_busy_and_nothing_else(stage) -> None:
    booking = stage.authorized()
    stranger = cast.customer("Jorge", "Peña")
    professional = type(stage.offering.professional).objects.select_related("city").get(pk=booking.professional_id)
    with acting(role=WEB, person=stranger.pk):
        diary = availability.diary(professional, stage.at, stage.at + timedelta(days=7))
        assert not type(booking).objects.exists()
    assert why_not(diary, starts_at=booking.starts_at, minutes=60, at=stage.at) == Misfit.TAKEN
    assert [(r.starts_at, r.ends_at) for r in diary.busy] == [
        (booking.starts_at - timedelta(minutes=30), booking.ends_at + timedelta(minutes=30))
    ]


def test_completed_visits_are_counted_for_everybody_and_unanswered_requests_too(stage) -> None:
    from bookings.lifecycle.models import Booking

    booking = stage.authorized()
    Booking.objects.filter(pk=booking.pk).update(state="completed")
    with acting(role=WEB):
        person = queries.profile(stage.offering.professional.slug, stage.at)
        assert person.completed == 1
        assert not Booking.objects.exists()


def test_others_who_are_free_are_named_for_a_declined_request(stage) -> None:
    demo.at_work(cast.professional("Rosalba", "Mosquera"))
    demo.offer(cast.professional("Gloria", "Tovar"), "regular-cleaning")
    booking = stage.authorized()
    others = others_free(
        city=booking.city, service=stage.offering.service, starts_at=booking.starts_at, minutes=120, exclude=booking.professional_id, at=stage.at
    )
    assert [p.slug for p in others] == ["rosalba-mosquera"]
