"""The page on which one asks to work, and the profile."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Customer, Neighborhood, Professional, User
from casaora.demo import cast

pytestmark = pytest.mark.django_db
PAGE, PROFILE = "/es/account/application/", "/en/professional/profile/"
Enter = Callable[[User], Client]


def said(**changes: object) -> dict[str, object]:
    cast.bogota()
    place = Neighborhood.objects.get(slug="palermo").pk
    return {"headline": "Cuido casas.", "about": "Con calma.", "neighborhood": place, "languages": ["es", "en"], "years_of_experience": 5, "gender": "f"} | changes  # fmt: skip


def test_a_customer_applies_and_sees_how_far_it_is(signed_in: Enter, camila: Customer) -> None:
    User.objects.filter(pk=camila.pk).update(language="es")
    client = signed_in(camila.user)
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, said(vetting_state="approved", is_listed="on")).headers["Location"] == PAGE
    made = Professional.objects.get()
    assert (made.vetting_state, made.headline_es, made.slug, made.languages) == ("applied", "Cuido casas.", "camila-restrepo", ["es", "en"])
    assert made.city.slug == "bogota"
    assert client.get(PAGE).status_code == 200


def test_sending_it_twice_makes_one_profile(signed_in: Enter, camila: Customer) -> None:
    client = signed_in(camila.user)
    for _time in range(2):
        assert client.post(PAGE, said()).status_code == 302
    assert Professional.objects.count() == 1


def test_two_people_of_one_name_have_two_addresses(camila: Customer, client: Client) -> None:
    other = cast.customer("Camila", "Restrepo", email="camila2@casaora.example")
    for person in (camila, other):
        client.force_login(person.user)
        client.post(PAGE, said())
    assert set(Professional.objects.values_list("slug", flat=True)) == {"camila-restrepo", "camila-restrepo-2"}


def test_an_empty_form_says_what_is_missing(signed_in: Enter, camila: Customer) -> None:
    answer = signed_in(camila.user).post(PAGE, {})
    assert answer.status_code == 200
    assert len(answer.context["form"].errors) >= 5
    assert not Professional.objects.exists()


def profile(ana: Professional, **changes: object) -> dict[str, object]:
    return {
        "headline_es": "Once años.", "about_es": "Hola.", "headline_en": "Eleven years.", "about_en": "Hello.",
        "neighborhood": ana.neighborhood_id, "languages": ["es"], "years_of_experience": 11, "gender": "f", "is_listed": "on",
    } | changes  # fmt: skip


def test_a_professional_edits_what_families_read_and_nothing_else(signed_in: Enter, ana: Professional) -> None:
    client = signed_in(ana.user)
    assert client.get(PROFILE).status_code == 200
    place = Neighborhood.objects.get(slug="cedritos").pk
    answer = client.post(PROFILE, profile(ana, neighborhood=place, vetting_state="rejected", slug="x", display_name="x", approved_at=""))
    assert answer.status_code == 302
    now = Professional.objects.get()
    assert (now.years_of_experience, now.neighborhood.slug) == (11, "cedritos")
    assert (now.vetting_state, now.slug, now.display_name) == ("approved", ana.slug, ana.display_name)


def test_a_profile_says_something_in_one_language_at_least(signed_in: Enter, ana: Professional) -> None:
    assert signed_in(ana.user).post(PROFILE, profile(ana, headline_es="", headline_en="")).status_code == 200


def test_whoever_has_not_applied_has_no_profile(signed_in: Enter, camila: Customer, client: Client) -> None:
    assert signed_in(camila.user).get(PROFILE).status_code == 404
    assert Client().get(PROFILE).status_code == 302
