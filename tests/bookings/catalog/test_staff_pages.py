"""Staff look at the catalog; finance publishes the next policy, nobody edits one."""

from datetime import UTC, datetime

import pytest

from bookings.catalog.models import PricingPolicy
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db
URL = "/admin/bookings/pricingpolicy/"
NEXT = {
    "market": "CO", "category": "", "valid_from_0": "2026-12-01", "valid_from_1": "00:00:00", "fee_basis_points": "1200",
    "commission_basis_points": "0", "minimum_subtotal_minor": "2000000", "maximum_subtotal_minor": "200000000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday_morning(still_clock):
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))


@pytest.fixture
def offering(db):
    return demo.offer(cast.professional(), "regular-cleaning", extras=[("Windows", "Ventanas", 20_000, False)])


def test_finance_publishes_the_next_version(client, offering) -> None:
    enter(client, cast.staff("Sara", "Ospina", "finance"))
    response = client.post(f"{URL}add/", NEXT)
    assert response.status_code == 302, response.content.decode()
    assert list(PricingPolicy.objects.order_by("version").values_list("version", "fee_basis_points")) == [(1, 1500), (2, 1200)]


def test_the_past_is_refused(client, offering) -> None:
    enter(client, cast.staff("Sara", "Ospina", "finance"))
    assert "from now on or later" in client.post(f"{URL}add/", NEXT | {"valid_from_0": "2026-11-01"}).content.decode()


def test_others_only_read_and_nobody_edits(client, offering) -> None:
    enter(client, cast.staff("Sara", "Ospina", "support"))
    policy = PricingPolicy.objects.get()
    assert client.get(URL).status_code == 200
    assert client.post(f"{URL}add/", NEXT).status_code == 403
    assert client.post(f"{URL}{policy.pk}/change/", NEXT).status_code == 403
    assert client.post(f"{URL}{policy.pk}/delete/", {"post": "yes"}).status_code == 403
    for table, pk in (("offering", offering.pk), ("service", offering.service_id)):
        assert client.get(f"/admin/bookings/{table}/").status_code == 200
        assert client.get(f"/admin/bookings/{table}/{pk}/change/").status_code == 200
        assert client.post(f"/admin/bookings/{table}/{pk}/change/", {}).status_code == 403
    assert PricingPolicy.objects.count() == 1
