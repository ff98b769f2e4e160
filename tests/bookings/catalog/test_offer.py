"""A professional sets her own prices; nobody else does."""

import pytest

from bookings.catalog import actions, queries
from bookings.catalog.models import Offering
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit.acting import WEB, acting
from casaora.kit.money import Money
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    demo.services()
    return cast.professional()


def offer(ana, at, by=None, **fields) -> Offering:
    values = {"service_id": demo.services()["regular-cleaning"].pk, "rate": Money(3_400_000, "COP"), "minimum_minutes": 120} | fields
    with acting(role=WEB, person=ana.pk):
        return actions.offer(professional_id=ana.pk, by=by or By("professional", ana.pk), at=at, **values)


def test_an_offering_is_made_changed_stopped_and_taken_up_again(ana, at) -> None:
    made = offer(ana, at)
    changed = offer(ana, at, rate=Money(3_600_000, "COP"), minimum_minutes=180)
    assert (changed.pk, changed.rate, changed.minimum_minutes) == (made.pk, Money(3_600_000, "COP"), 180)
    actions.stop_offering(offering_id=made.pk, by=By("professional", ana.pk), at=at)
    with pytest.raises(queries.NotOffered):
        queries.offering_of(ana, "regular-cleaning")
    offer(ana, at)
    assert queries.offering_of(ana, "regular-cleaning").rate == Money(3_400_000, "COP")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"rate": Money(3_400_000, "PYG")}, actions.WrongPrice),
        ({"rate": Money(0, "COP")}, actions.WrongPrice),
        ({"rate": Money(3_400_100, "COP")}, actions.WrongPrice),
        ({"minimum_minutes": 45}, actions.WrongLength),
        ({"minimum_minutes": 0}, actions.WrongLength),
        ({"minimum_minutes": 750}, actions.WrongLength),
    ],
)
def test_prices_and_lengths_that_make_no_sense_are_refused(ana, at, fields: dict, error: type) -> None:
    with pytest.raises(error):
        offer(ana, at, **fields)


def test_an_extra_is_added_and_removed_but_its_row_stays(ana, at) -> None:
    offering, by = offer(ana, at), By("professional", ana.pk)
    extra = actions.add_extra(
        offering_id=offering.pk, name_en="", name_es="Ventanas", price=Money(2_000_000, "COP"), is_hourly=False, by=by, at=at
    )
    assert extra.name_en == "Ventanas"
    assert queries.offerings_of(ana)[0].live_extras == [extra]
    actions.remove_extra(extra_id=extra.pk, by=by, at=at)
    assert queries.extras_of(offering) == []
    with pytest.raises(queries.NotOffered):
        queries.extras_of(offering, [extra.pk])
    extra.refresh_from_db()
    assert not extra.is_live


@pytest.mark.parametrize("role", ["professional", "customer", "staff"])
def test_a_stranger_changes_nothing(ana, at, role: str) -> None:
    offering = offer(ana, at)
    stranger = By(role, cast.professional("Rosalba", "Mosquera").pk)
    with pytest.raises(actions.NotYours):
        offer(ana, at, by=stranger)
    with pytest.raises(actions.NotYours):
        actions.stop_offering(offering_id=offering.pk, by=stranger, at=at)
    with pytest.raises(actions.NotYours):
        actions.add_extra(offering_id=offering.pk, name_en="x", name_es="x", price=Money(100, "COP"), is_hourly=False, by=stranger, at=at)
