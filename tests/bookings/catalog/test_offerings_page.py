"""The page of services and prices: amounts as people type them, errors beside them, nobody else's business."""

import pytest
from django.test import Client

from bookings.catalog.models import Extra, Offering
from bookings.catalog.shown import shown
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit.money import Money

pytestmark = pytest.mark.django_db
URL = "/en/professional/offerings/"


@pytest.fixture
def ana(db):
    demo.services()
    return cast.professional()


@pytest.fixture
def hers(client: Client, ana) -> Client:
    client.force_login(ana.user)
    return client


def fields(service: str = "regular-cleaning", **changes: str) -> dict:
    return {"service": demo.services()[service].pk, "rate": "34.000", "minimum": "180", "description_es": "", "description_en": ""} | changes


@pytest.mark.parametrize("typed", ["34.000", "34000", "$ 34.000", "34 000", "34,000"])
def test_a_service_is_offered_at_an_amount_as_people_type_it(hers, typed: str) -> None:
    assert hers.post(URL, fields(rate=typed)).status_code == 302
    offering = Offering.objects.get()
    assert (offering.hourly_rate_minor, offering.minimum_minutes) == (3_400_000, 180)
    text = hers.get(URL).content.decode()
    assert "You receive $\u00a034.000 an hour. Families pay $\u00a039.100." in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "This field is required"),
        ("free", "Write the amount in figures"),
        ("-34000", "Write the amount in figures"),
        ("34.000,50", "without cents"),
        ("34.050", "Round the amount to hundreds"),
        ("0", "Write the amount in figures"),
    ],
)
def test_an_amount_that_makes_no_sense_is_refused_and_kept(hers, typed: str, words: str) -> None:
    text = hers.post(URL, fields(rate=typed)).content.decode()
    assert words in text
    assert "<title>Error:" in text
    assert typed in text
    assert not Offering.objects.exists()


def test_a_price_changes_in_its_own_form(hers, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning", 30_000)
    assert hers.post(URL, fields(rate="36.000")).status_code == 302
    offering.refresh_from_db()
    assert offering.hourly_rate_minor == 3_600_000
    text = hers.post(URL, fields(rate="x")).content.decode()
    assert f'id="offer{offering.pk}_rate" ' in text
    assert 'value="x"' in text


def test_an_offering_ends_and_extras_come_and_go(hers, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning")
    assert hers.post(f"{URL}{offering.pk}/extras/", {"name_es": "Ventanas", "name_en": "", "price": "20.000"}).status_code == 302
    extra = Extra.objects.get()
    assert (extra.name_en, extra.price_minor, extra.is_hourly) == ("Ventanas", 2_000_000, False)
    assert "Write a name" in hers.post(f"{URL}{offering.pk}/extras/", {"price": "20.000"}).content.decode()
    assert hers.post(f"/en/professional/extras/{extra.pk}/removal/").status_code == 302
    assert hers.post(f"{URL}{offering.pk}/end/").status_code == 302
    assert not Extra.objects.filter(is_live=True).exists()
    assert not Offering.objects.filter(is_live=True).exists()


def test_visitors_sign_in_first_and_others_find_nothing(client, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning", extras=[("Windows", "Ventanas", 20_000, False)])
    posts = [f"{URL}{offering.pk}/end/", f"{URL}{offering.pk}/extras/", f"/en/professional/extras/{Extra.objects.get().pk}/removal/"]
    for url in (URL, *posts):
        response = client.post(url, fields())
        assert response.status_code == 302
        assert "/account/" in response["Location"]
    client.force_login(cast.customer().user)
    assert [client.post(url, fields()).status_code for url in (URL, *posts)] == [404] * 4
    client.force_login(cast.professional("Rosalba", "Mosquera").user)
    assert [client.post(url, fields()).status_code for url in posts] == [404] * 3
    offering.refresh_from_db()
    assert offering.is_live
    assert offering.hourly_rate_minor == 3_400_000


def test_a_price_from_the_request_is_never_believed_by_a_quote(hers, ana) -> None:
    """The only way to a price is this page: a service that is not in the taxonomy, or an id that is not a number, is refused."""
    for service in ("999999", "x", "", "1;DROP"):
        assert hers.post(URL, fields() | {"service": service}).status_code == 200
    assert not Offering.objects.exists()


def test_what_families_would_pay_is_looked_at_without_saving(hers, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning", 30_000)
    text = hers.post(URL, fields(rate="40.000", minimum="120", preview="1")).content.decode()
    for amount in ("46.000", "92.000", "80.000"):  # an hour with our fee; two hours for both sides
        assert f"$\u00a0{amount}" in text
    offering.refresh_from_db()
    assert offering.hourly_rate_minor == 3_000_000
    assert "46.000" in hers.post(URL, fields("deep-cleaning", rate="40.000", preview="1")).content.decode()
    assert Offering.objects.count() == 1


def test_a_shortest_visit_below_the_smallest_booking_is_said(hers, ana) -> None:
    text = hers.post(URL, fields(rate="15.000", minimum="60", preview="1")).content.decode()
    assert 'smallest booking of <span class="money" data-minimum>$\u00a020.000</span>' in text


def test_what_is_no_longer_offered_comes_back_with_one_button_at_its_price(hers, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning", 36_000, description_es="Con calma.")
    hers.post(f"{URL}{offering.pk}/end/")
    text = hers.get(URL).content.decode()
    assert "No longer offered" in text
    again = fields(rate="$\u00a036.000", minimum="120", description_es="Con calma.")
    assert hers.post(URL, again).status_code == 302
    offering.refresh_from_db()
    assert (offering.is_live, offering.hourly_rate_minor, offering.description_es) == (True, 3_600_000, "Con calma.")


def test_where_no_policy_holds_no_price_is_promised(hers, ana) -> None:
    offering = demo.offer(ana, "regular-cleaning", 36_000)
    held = {None: demo.pricing()}
    assert shown(offering.rate, 120, "housekeeping", {}) is None
    ours = shown(offering.rate, 120, "housekeeping", held)
    assert ours is not None
    assert (ours.visit_pays - ours.visit_hers, ours.least) == (Money(1_080_000, "COP"), None)
    held[None].commission_basis_points = 1000
    assert shown(offering.rate, 120, "housekeeping", held).hour_hers == Money(3_240_000, "COP")
