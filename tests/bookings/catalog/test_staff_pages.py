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
    "market": "CO", "category": "", "valid_from_0": "2026-12-01", "valid_from_1": "00:00:00", "fee": "12", "commission": "0",
    "minimum": "20000", "maximum": "2000000", "tiers": "48 100\n12 50", "right_days": "5", "right_is_business": "on", "right_ahead_days": "5",
    "clearing_hours": "72",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday_morning(still_clock):
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))


@pytest.fixture
def offering(db):
    return demo.offer(cast.professional(), "regular-cleaning", extras=[("Windows", "Ventanas", 20_000, False)])


def test_finance_looks_at_what_changes_and_publishes_the_next_version(client, offering) -> None:
    enter(client, cast.staff("Sara", "Ospina", "finance"))
    assert 'value="15"' in client.get(f"{URL}add/").content.decode()
    page = client.post(f"{URL}add/", NEXT | {"preview": "1"}).content.decode()
    assert PricingPolicy.objects.count() == 1
    assert "CO-all-1" in page
    assert "24 100<br>12 50<br>4 25" in page  # before
    assert "48 100<br>12 50" in page  # after
    assert "Smallest subtotal" not in page.split("<h2>An example")[0]  # it stays as it is
    assert "$\N{NO-BREAK SPACE}134.400" in page  # six times the smallest, with the fee
    response = client.post(f"{URL}add/", NEXT | {"publish": "1"})
    assert response.status_code == 302, response.content.decode()
    second = PricingPolicy.objects.get(version=2)
    assert (second.fee_basis_points, second.clearing_hours, second.minimum_subtotal_minor) == (1200, 72, 2_000_000)
    assert second.cancellation_terms["tiers"] == [[48, 10_000], [12, 5_000]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_from_0": "2026-11-01"}, "from now on or later"), ({"right_days": "4"}, "Ley 1480 de 2011"), ({"right_days": ""}, "Ley 1480 de 2011"),
        ({"right_is_business": ""}, "Ley 1480 de 2011"), ({"right_ahead_days": "6"}, "Ley 1480 de 2011"),
        ({"tiers": "12 50\n24 100"}, "hours and percent"), ({"tiers": "24 soon"}, "hours and percent"), ({"tiers": "24 101"}, "hours and percent"),
        ({"maximum": "10"}, "smaller than the smallest"), ({"clearing_hours": "47"}, "48"), ({"fee": "51"}, "50"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_and_says_why(client, offering, change, said) -> None:
    enter(client, cast.staff("Sara", "Ospina", "finance"))
    assert said in client.post(f"{URL}add/", NEXT | change | {"publish": "1"}).content.decode()
    assert PricingPolicy.objects.count() == 1


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
