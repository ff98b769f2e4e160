"""Searches that a household keeps: kept once, named, run again, let go, and nobody else's affair."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.searches import actions
from bookings.searches.models import SavedSearch
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 14, tzinfo=UTC)
WISH = "?hours=3&service=Regular-Cleaning&city=bogota&date=2026-11-26&time=08:00&page=2"


@pytest.fixture
def camila(still_clock, db):
    clock.set_to(AT)
    demo.services()
    return cast.customer()


@pytest.fixture
def hers(camila) -> Client:
    client = Client()
    client.force_login(camila.user)
    return client


def keep(client: Client, query: str = WISH, **said: str):
    return client.post(f"/en/searches/new/{query}", {"name": "Thursdays", **said})


def test_a_search_is_kept_in_its_written_form_without_the_day(hers, camila) -> None:
    form = hers.get(f"/en/searches/new/{WISH}").content.decode()
    assert 'value="Regular cleaning, Bogotá"' in form
    assert "checked" not in form  # nobody ticks the box for her
    assert keep(hers).status_code == 302
    row = SavedSearch.objects.get()
    assert (row.customer, row.name, row.query, row.tells) == (camila, "Thursdays", "service=regular-cleaning&city=bogota&hours=3", False)
    text = hers.get("/en/searches/").content.decode()
    for words in ("Thursdays", "Regular cleaning · Bogotá · 3\u00a0h", "/en/search/?service=regular-cleaning&amp;city=bogota&amp;hours=3", "Kept. You find it here."):
        assert words in text, words


def test_the_same_search_again_is_renamed_and_not_doubled(hers) -> None:
    keep(hers)
    keep(hers, "?service=regular-cleaning&hours=3&city=bogota", name="Cleaning", tells="on")
    row = SavedSearch.objects.get()
    assert (row.name, row.tells) == ("Cleaning", True)


def test_it_is_renamed_and_let_go(hers) -> None:
    keep(hers)
    row = SavedSearch.objects.get()
    assert hers.post(f"/en/searches/{row.pk}/", {"name": "Aseo", "tells": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.tells) == ("Aseo", True)
    assert hers.post(f"/en/searches/{row.pk}/removal/").status_code == 302
    assert not SavedSearch.objects.exists()
    assert hers.post(f"/en/searches/{row.pk}/removal/").status_code == 404


def test_a_name_is_asked_for_beside_its_field(hers) -> None:
    answer = keep(hers, name=" ")
    assert "Give it a name" in answer.content.decode()
    assert "Error:" in answer.content.decode()


def test_nobody_else_sees_changes_or_removes_it(hers, camila) -> None:
    keep(hers)
    row = SavedSearch.objects.get()
    mateo, visitor = cast.customer("Mateo", "Uribe"), Client()
    other = Client()
    other.force_login(mateo.user)
    assert "Thursdays" not in other.get("/en/searches/").content.decode()
    for call in (other.get, other.post):
        assert call(f"/en/searches/{row.pk}/", {"name": "x"}).status_code == 404
    assert other.post(f"/en/searches/{row.pk}/removal/").status_code == 404
    for address in ("/en/searches/", f"/en/searches/{row.pk}/", "/en/searches/new/"):
        assert "login" in visitor.get(address)["Location"]
    with acting(role=WEB, person=mateo.pk):
        assert not SavedSearch.objects.exists()
    with acting(role=WEB, person=camila.pk):
        assert SavedSearch.objects.count() == 1
    with acting(role=WEB, person=None):
        assert not SavedSearch.objects.exists()


def test_a_professional_keeps_no_searches(camila) -> None:
    ana = Client()
    ana.force_login(cast.professional().user)
    assert keep(ana).status_code == 404
    assert not SavedSearch.objects.exists()


def test_the_list_has_an_end(hers, camila, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    for hours in ("2", "3"):
        keep(hers, f"?hours={hours}")
    answer = hers.post("/en/searches/new/?hours=4", {"name": "x"}, follow=True).content.decode()
    assert "You keep 2 searches already" in answer
    with pytest.raises(actions.TooMany):
        actions.save(name="x", query="hours=5", tells=False, by=By("customer", camila.pk), at=AT)


def test_what_cannot_be_searched_is_not_kept(hers) -> None:
    assert hers.get("/en/searches/new/?service=plumbing").status_code == 404
    assert hers.get("/en/searches/new/?hours=\x00").status_code == 404
    assert hers.get("/en/searches/99/").status_code == 404


def test_a_search_for_something_that_is_no_more_says_so(hers, camila) -> None:
    SavedSearch.objects.create(customer=camila, name="Old", query="service=plumbing&city=bogota", created_at=AT)
    assert "no longer offered" in hers.get("/en/searches/").content.decode()


def test_the_list_takes_as_many_statements_for_one_as_for_ten(hers, camila) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            hers.get("/en/searches/")
        return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

    keep(hers)
    hers.get("/en/searches/")
    before = statements()
    for n in range(9):
        SavedSearch.objects.create(customer=camila, name=f"n{n}", query=f"city=bogota&hours={n + 1}", created_at=AT)
    assert statements() == before


def test_support_reads_them_on_the_staff_site_and_changes_nothing(hers) -> None:
    from casaora.admin_site import site

    assert SavedSearch in site._registry
    assert site._registry[SavedSearch].readers == ("support",)
