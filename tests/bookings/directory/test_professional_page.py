"""The public profile: prices, checks, hours and free times, for anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.vetting.models import Check
from bookings.availability.models import TimeOff
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning(still_clock):
    clock.set_to(MONDAY)


@pytest.fixture
def ana(db):
    demo.services()
    ana = cast.professional()
    demo.work_week(ana)
    demo.offer(ana, "regular-cleaning", 34_000, extras=[("Windows", "Ventanas", 20_000, False)])
    demo.offer(ana, "deep-cleaning", 39_000, minimum_minutes=300)
    return ana


def page(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(f"/{language}/professionals/ana-milena-cardenas/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_prices_extras_hours_and_whose_the_money_is(client, ana) -> None:
    text = page(client)
    for words in (
        "Ana Milena Cárdenas", "$\u00a039.100", "$\u00a044.850", 'Windows <span class="money">$\u00a023.000</span>', "Monday to Friday, 7:00–18:00", "All of Bogotá",
        'receives <strong class="money">$\u00a034.000</strong>. Our fee is <strong class="money">$\u00a05.100</strong>',
    ):  # fmt: skip
        assert words in text


def test_free_times_lead_to_a_request_and_taken_ones_are_struck_through(client, ana) -> None:
    TimeOff.objects.create(
        professional=ana, starts_at=datetime(2026, 11, 26, 15, tzinfo=UTC), ends_at=datetime(2026, 11, 26, 17, tzinfo=UTC), note="dentist"
    )
    text = page(client, "?service=regular-cleaning&date=2026-11-26&minutes=180&time=13:00")
    assert 'action="/en/bookings/new/ana-milena-cardenas/"' in text
    assert 'name="minutes" value="180"' in text
    assert '<input type="radio" name="time" value="13:00" checked>' in text
    assert '<input type="radio" name="time" value="09:00" disabled>' in text
    assert "dentist" not in text


def test_the_first_free_day_is_chosen_and_a_full_one_points_onward(client, ana) -> None:
    assert 'name="date" value="2026-11-23"' in page(client)
    text = page(client, "?date=2026-11-29")
    assert "No times are free on Sunday 29 November" in text
    assert "date=2026-11-30#book" in text


def test_checks_say_when_and_until_when(client, ana) -> None:
    staff = cast.staff()
    for kind, until in (("identity", None), ("police_record", MONDAY + timedelta(days=100))):
        Check.objects.create(professional=ana, kind=kind, checked_by=staff, checked_at=MONDAY - timedelta(days=30), valid_until=until)
    text = page(client)
    assert "Checked by our team on Sat 24 Oct 2026" in text
    assert "valid until Wed 3 Mar 2027" in text
    assert "Ospina" not in text


@pytest.mark.parametrize("change", [{"vetting_state": "suspended"}, {"vetting_state": "applied"}, {"is_listed": False}])
def test_a_profile_that_is_not_public_is_not_there(client, ana, change: dict) -> None:
    type(ana).objects.filter(pk=ana.pk).update(**change)
    assert client.get("/en/professionals/ana-milena-cardenas/").status_code == 404


def test_somebody_without_offerings_takes_no_bookings(client, db) -> None:
    demo.services()
    cast.professional()
    assert "takes no bookings at the moment" in page(client)


def test_ten_statements_at_most_however_much_there_is(client, ana) -> None:
    page(client)
    with CaptureQueriesContext(connection) as captured:
        page(client)
    before = len([q for q in captured if "SAVEPOINT" not in q["sql"]])
    for slug in ("childcare", "errands", "packing", "home-cooking"):
        demo.offer(ana, slug, 30_000, extras=[("A", "A", 1_000, True), ("B", "B", 1_000, False)])
    demo.serves(ana, "rosales", "usaquen", "palermo")
    with CaptureQueriesContext(connection) as captured:
        page(client)
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == before <= 10


@pytest.mark.parametrize("query", ["?date=x&minutes=x&time=x&service=x", "?minutes=99999999999", "?date=9999-12-31", "?date=2020-01-01"])
def test_no_query_breaks_it(client, ana, query: str) -> None:
    page(client, query)


def test_the_next_free_times_lead_straight_to_a_request(client, ana) -> None:
    text = page(client, "?service=regular-cleaning")
    assert "Next free:" in text
    assert "/en/bookings/new/ana-milena-cardenas/?service=regular-cleaning&amp;date=2026-11-24&amp;time=07%3A00&amp;minutes=120" in text


def test_it_says_that_there_are_no_reviews_and_gives_its_own_address(client, ana, settings) -> None:
    text = page(client, "?service=regular-cleaning")
    assert "There are no reviews yet" in text
    assert f'readonly value="{settings.SITE_URL}/en/professionals/ana-milena-cardenas/"' in text


def test_a_visitor_is_led_to_sign_in_and_a_household_has_a_heart(client, ana) -> None:
    assert "account/login/?next=" in page(client)
    client.force_login(cast.customer().user)
    assert "/en/bookings/favorites/ana-milena-cardenas/" in page(client)
    client.force_login(ana.user)
    assert "favorites/ana" not in page(client)


def test_the_way_back_leads_to_the_city_and_to_the_service_there(client, ana) -> None:
    text = page(client, "?service=deep-cleaning")
    for address in ("/en/cities/bogota/", "/en/cities/bogota/deep-cleaning/"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200
