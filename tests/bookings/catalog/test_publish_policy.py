"""A change of fee is a new version from now on, never an edit and never for the past."""

from datetime import timedelta

import pytest

from bookings.catalog import actions, queries
from casaora.demo import catalog as demo
from casaora.demo.places import markets
from casaora.kit.money import Money
from casaora.kit.steps import OPERATOR, By

pytestmark = pytest.mark.django_db
TERMS = actions.Terms(1200, 0, Money(2_000_000, "COP"), Money(200_000_000, "COP"))


def test_the_next_version_holds_from_its_moment(at) -> None:
    first, later = demo.pricing(), at + timedelta(days=1)
    second = actions.publish_policy(market=markets()["CO"], category=None, terms=TERMS, valid_from=later, by=OPERATOR, at=at)
    assert (second.version, second.name) == (2, "CO-all-2")
    assert [queries.policy_for("CO", "childcare", t) for t in (at, later)] == [first, second]


def test_the_past_keeps_its_fee_and_only_staff_publish(at) -> None:
    publish = {"market": markets()["CO"], "category": None, "terms": TERMS, "at": at}
    with pytest.raises(actions.InThePast):
        actions.publish_policy(valid_from=at - timedelta(seconds=1), by=OPERATOR, **publish)
    with pytest.raises(actions.NotYours):
        actions.publish_policy(valid_from=at, by=By("professional", 1), **publish)
