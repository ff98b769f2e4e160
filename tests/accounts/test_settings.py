"""Settings: name, language, telephone, the address book – one's own and nobody else's."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.customers import actions
from accounts.models import Address, Consent, Customer, Neighborhood, Professional, User
from casaora.demo import cast

pytestmark = pytest.mark.django_db
PAGE = "/en/account/settings/"
Enter = Callable[[User], Client]


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    for page in (PAGE, "/en/account/notices/", "/en/account/application/", "/en/account/addresses/new/", "/en/account/second-factor/"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert "/account/login/?next=" in answer.headers["Location"]


def test_name_language_and_telephone_change(signed_in: Enter, camila: Customer) -> None:
    client = signed_in(camila.user)
    said = {"first_name": "Camila Andrea", "last_name": "Restrepo", "language": "es", "phone": "300 765 4321", "is_staff": "on"}
    answer = client.post(PAGE, said)
    assert answer.status_code == 302
    assert client.cookies["language"].value == "es"
    camila = Customer.objects.select_related("user").get()
    assert (camila.user.first_name, camila.user.language, camila.phone) == ("Camila Andrea", "es", "+573007654321")
    assert not camila.user.is_staff


@pytest.mark.parametrize("phone", ["12345", "+0 123 4567", "call me", "+57300765432100000"])
def test_a_telephone_that_cannot_be_is_refused_and_kept_in_the_field(signed_in: Enter, camila: Customer, phone: str) -> None:
    answer = signed_in(camila.user).post(PAGE, {"first_name": "C", "last_name": "R", "language": "en", "phone": phone})
    assert answer.status_code == 200
    assert phone in answer.content.decode()
    assert Customer.objects.get().phone == "+573001234567"


def test_a_professional_without_a_household_has_settings_too(signed_in: Enter, ana: Professional) -> None:
    client = signed_in(ana.user)
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"first_name": "Ana", "last_name": "C", "language": "es"}).status_code == 302
    assert client.get("/en/account/addresses/new/").status_code == 404


def home(slug: str = "usaquen", **changes: str) -> dict[str, str]:
    place = Neighborhood.objects.get(slug=slug)
    return {"label": "Office", "neighborhood": str(place.pk), "line": "Calle 119 # 6-20", "notes": "Ring twice"} | changes


@pytest.mark.parametrize(("wanted", "led"), [
    ("/en/bookings/new/ana-milena/place/?minutes=240", "/en/bookings/new/ana-milena/place/?minutes=240"), ("", f"{PAGE}#addresses"),
    ("//evil.example/", f"{PAGE}#addresses"), ("https://evil.example/", f"{PAGE}#addresses"), ("javascript:alert(1)", f"{PAGE}#addresses"),
])  # fmt: skip
def test_who_writes_a_home_on_the_way_to_a_booking_goes_on_with_it(signed_in: Enter, camila: Customer, wanted: str, led: str) -> None:
    answer = signed_in(camila.user).post(f"/en/account/addresses/new/?{urlencode({'next': wanted})}", home())
    assert answer.headers["Location"] == led
    assert Address.objects.filter(label="Office").exists()


def test_where_a_home_is_on_the_map_is_agreed_to_kept_forgotten_and_never_shown(signed_in: Enter, camila: Customer) -> None:
    client, here = signed_in(camila.user), {"latitude": "4.694512345", "longitude": "-74.0315", "accuracy": "12.4"}
    page = client.get("/en/account/addresses/new/")
    assert page.headers["Permissions-Policy"].count("geolocation=(self)") == 1
    assert "we keep the position" in page.content.decode().lower()
    client.post("/en/account/addresses/new/", home() | here)
    office = Address.objects.get(label="Office")
    assert (str(office.latitude), str(office.longitude), office.accuracy_m) == ("4.69451", "-74.03150", 13)
    consent = Consent.objects.get(person=camila.user, purpose=Consent.POSITION)
    assert consent.version == "2026-11"
    path = f"/en/account/addresses/{office.pk}/"
    shown = client.get(path).content.decode()
    assert "to about 13 m" in shown
    assert "4.69451" not in shown
    client.post(path, home(label="Studio"))
    office.refresh_from_db()
    assert office.accuracy_m == 13  # only its name has changed
    client.post(path, home(line="Calle 120 # 7-30"))
    office.refresh_from_db()
    assert office.latitude is None  # somewhere else now
    client.post(path, home() | here)
    client.post(path, home(forget_position="on"))
    office.refresh_from_db()
    assert office.accuracy_m is None


@pytest.mark.parametrize("said", [{"latitude": "NaN"}, {"accuracy": "-3"}, {"longitude": "east"}, {"latitude": "91"}, {"accuracy": ""}])
def test_nonsense_for_a_position_is_no_position(signed_in: Enter, camila: Customer, said: dict[str, str]) -> None:
    signed_in(camila.user).post("/en/account/addresses/new/", home() | {"latitude": "4.6", "longitude": "-74.0", "accuracy": "9"} | said)
    assert Address.objects.get(label="Office").latitude is None


def test_a_home_is_added_corrected_and_removed(signed_in: Enter, camila: Customer) -> None:
    client = signed_in(camila.user)
    assert "<optgroup" in client.get("/en/account/addresses/new/").content.decode()
    client.post("/en/account/addresses/new/", home())
    office = Address.objects.get(label="Office")
    assert (office.customer, office.city.slug) == (camila, "bogota")
    page = f"/en/account/addresses/{office.pk}/"
    assert "Calle 119" in client.get(page).content.decode()
    client.post(page, home("cedritos", label="Studio"))
    office.refresh_from_db()
    assert (office.label, office.neighborhood.slug) == ("Studio", "cedritos")
    client.post(f"{page}removal/")
    office.refresh_from_db()
    assert office.removed_at
    assert "Studio" not in client.get(PAGE).content.decode()
    assert client.get(page).status_code == 404


def test_a_stranger_neither_sees_nor_touches_a_home(signed_in: Enter, camila: Customer, stranger: Customer) -> None:
    address = camila.addresses.get()
    client = signed_in(stranger.user)
    page = f"/en/account/addresses/{address.pk}/"
    assert client.get(page).status_code == 404
    assert client.post(page, home()).status_code == 404
    assert client.post(f"{page}removal/").status_code == 404
    address.refresh_from_db()
    assert (address.label, address.removed_at) == ("Casa", None)


def test_a_removal_takes_a_post(signed_in: Enter, camila: Customer) -> None:
    assert signed_in(camila.user).get(f"/en/account/addresses/{camila.addresses.get().pk}/removal/").status_code == 405


def test_a_home_without_a_street_says_what_to_write(signed_in: Enter, camila: Customer) -> None:
    page = signed_in(camila.user).post("/en/account/addresses/new/", home(line="")).content.decode()
    assert "Write the street address, with its number" in page
    assert 'aria-invalid="true"' in page


def test_a_neighborhood_of_a_closed_city_is_refused(signed_in: Enter, camila: Customer) -> None:
    city = cast.bogota()
    city.is_open = False
    city.save()
    assert signed_in(camila.user).post("/en/account/addresses/new/", home()).status_code == 200
    assert Address.objects.count() == 1


def test_the_book_has_an_end(signed_in: Enter, camila: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_ADDRESSES", 1)
    answer: Any = signed_in(camila.user).post("/en/account/addresses/new/", home())
    assert answer.status_code == 200
    assert Address.objects.count() == 1


def test_the_page_reads_little(signed_in: Enter, camila: Customer) -> None:
    client = signed_in(camila.user)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= 12
