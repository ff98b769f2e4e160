"""A household keeps people: by one button, for itself alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.professionals.models import Professional
from bookings.favorites import actions
from bookings.favorites.models import Favorite
from casaora.demo import cast, catalog
from casaora.demo.scenes import Stage
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db
LIST = "/en/bookings/favorites/"


@pytest.fixture
def client(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.customer.user)
    return client


def test_a_heart_is_given_once_and_taken_back(stage: Stage, client: Client) -> None:
    her = stage.offering.professional
    for _twice in range(2):
        assert client.post(f"{LIST}{her.slug}/", {"next": "/en/home/"})["Location"] == "/en/home/"
    assert Favorite.objects.get().customer == stage.customer
    assert her.display_name in client.get(LIST).content.decode()
    client.post(f"{LIST}{her.slug}/end/")
    assert not Favorite.objects.exists()
    assert "Nobody on it yet" in client.get(LIST).content.decode()


def test_the_button_never_leads_to_another_site(stage: Stage, client: Client) -> None:
    answer = client.post(f"{LIST}{stage.offering.professional.slug}/", {"next": "//evil.example/"})
    assert answer["Location"] == LIST


def test_visitors_sign_in_first_and_professionals_have_no_list(stage: Stage) -> None:
    slug, hers = stage.offering.professional.slug, Client()
    assert "login" in Client().post(f"{LIST}{slug}/")["Location"]
    hers.force_login(cast.professional("Yolanda", "Palacios").user)
    assert hers.get(LIST).status_code == hers.post(f"{LIST}{slug}/").status_code == hers.post(f"{LIST}{slug}/end/").status_code == 404


def test_who_was_never_let_in_cannot_be_kept(stage: Stage, client: Client) -> None:
    Professional.objects.update(approved_at=None)
    assert client.post(f"{LIST}{stage.offering.professional.slug}/").status_code == 404
    assert client.post(f"{LIST}nobody-here/").status_code == 404


def test_she_who_takes_no_visits_stays_on_the_list_without_a_button(stage: Stage, client: Client) -> None:
    her = stage.offering.professional
    client.post(f"{LIST}{her.slug}/")
    Professional.objects.update(vetting_state="suspended")
    page = client.get(LIST).content.decode()
    assert "Takes no visits for now" in page
    assert f"/bookings/new/{her.slug}/" not in page


def test_the_list_is_seen_by_its_household_alone(stage: Stage, client: Client) -> None:
    client.post(f"{LIST}{stage.offering.professional.slug}/")
    for person, groups, rows in ((stage.customer.pk, (), 1), (stage.offering.professional_id, (), 0), (None, (), 0), (None, ("support",), 1), (None, ("finance",), 0)):
        with acting(role=WEB, person=person, groups=groups), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM bookings_favorite")
            assert cursor.fetchone()[0] == rows


def test_a_list_has_an_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    by = By("customer", stage.customer.pk)
    actions.keep(slug=stage.offering.professional.slug, by=by, at=stage.at)
    other = catalog.at_work(cast.professional("Yolanda", "Palacios")).professional
    with pytest.raises(actions.TooMany):
        actions.keep(slug=other.slug, by=by, at=stage.at)


def test_many_hearts_cost_what_one_does(stage: Stage, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for n, name in enumerate(("Rosa", "Luz", "Inés")):
        her = catalog.at_work(cast.professional(name, f"Mora{n}")).professional
        client.post(f"{LIST}{her.slug}/")
    with django_assert_max_num_queries(8):
        assert client.get(LIST).content.decode().count("Mora") >= 3
