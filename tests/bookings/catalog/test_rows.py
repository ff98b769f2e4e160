"""What the database lets the web role do with the catalog, and what it refuses to anybody."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bookings.catalog import queries
from bookings.catalog.models import Offering, PricingPolicy
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.places import markets
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering(db) -> Offering:
    return demo.offer(cast.professional(), "regular-cleaning", extras=[("Windows", "Ventanas", 20_000, False)])


@pytest.mark.parametrize("table", ["service", "offering", "extra", "pricingpolicy"])
def test_everybody_reads_and_nobody_writes_except_by_a_verb(offering: Offering, table: str) -> None:
    for person in (None, offering.professional_id):
        with acting(role=WEB, person=person), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM bookings_{table}")
            assert cursor.fetchone()[0] >= 1
            for sql in (f"DELETE FROM bookings_{table}", f"UPDATE bookings_{table} SET id = id"):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(sql)


def test_a_policy_is_history_even_for_the_service(offering: Offering) -> None:
    for change in (lambda: PricingPolicy.objects.update(fee_basis_points=0), lambda: PricingPolicy.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize("fields", [{"hourly_rate_minor": 0}, {"hourly_rate_minor": 3_400_100}, {"minimum_minutes": 45}, {"currency": "XXX"}])
def test_the_database_refuses_prices_that_are_not_exact(offering: Offering, fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Offering.objects.filter(pk=offering.pk).update(**fields)


def test_a_category_has_its_own_policy_or_the_general_one_and_the_latest_that_holds(offering: Offering) -> None:
    co = markets()["CO"]
    limits = {"market": co, "minimum_subtotal_minor": 1, "maximum_subtotal_minor": 2}
    own = PricingPolicy.objects.create(category="childcare", version=1, valid_from=datetime(2026, 5, 1, tzinfo=UTC), **limits)
    later = PricingPolicy.objects.create(category=None, version=2, valid_from=datetime(2026, 6, 1, tzinfo=UTC), **limits)
    first = demo.pricing()
    may, july = datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert [queries.policy_for("CO", "childcare", t) for t in (demo.SINCE, may, july)] == [first, own, own]
    assert [queries.policy_for(co, "housekeeping", t) for t in (demo.SINCE, may, july)] == [first, first, later]
    assert queries.policies_of(co, july) == {None: later, "childcare": own}
    with pytest.raises(queries.NoPolicy):
        queries.policy_for("PY", None, july)


def test_loading_the_taxonomy_twice_changes_nothing(db) -> None:
    first = {slug: service.pk for slug, service in demo.services().items()}
    assert {slug: service.pk for slug, service in demo.services().items()} == first
    assert len(first) == 16
