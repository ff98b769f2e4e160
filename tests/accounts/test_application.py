"""The page on which one asks to work, and the profile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Check, Customer, Neighborhood, Professional, User
from casaora.demo import cast
from casaora.kit import clock

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


def test_the_profile_says_what_is_missing_why_it_helps_and_where_it_is_written(signed_in: Enter) -> None:
    ana = cast.professional()
    page = signed_in(ana.user).get(PROFILE).content.decode()
    for said_ in ("4 of 7 parts are there", "Families open their door to a face that they know.", 'href="#id_about_es"', "/en/professional/photos/", f"/en/professionals/{ana.slug}/"):
        assert said_ in page
    Professional.objects.update(about_es="x" * 200, about_en="x" * 200)
    assert "6 of 7 parts are there" in signed_in(ana.user).get(PROFILE).content.decode()


def test_the_application_page_says_what_was_checked_and_until_when_it_counts(signed_in: Enter) -> None:
    ana, at = cast.professional(), datetime(2026, 11, 23, 14, tzinfo=UTC)
    clock.set_to(at)
    staff = cast.staff()
    Check.objects.create(professional=ana, kind="police_record", checked_by=staff, checked_at=at - timedelta(days=400), valid_until=at - timedelta(days=35))
    Check.objects.create(professional=ana, kind="identity", checked_by=staff, checked_at=at - timedelta(days=20))
    page = signed_in(ana.user).get("/en/account/application/").content.decode()
    for said_ in ("Ran out on Monday 19 October, 2026", "Does not run out", "Checked on Tuesday 3 November, 2026"):
        assert said_ in page
    assert staff.first_name not in page
