"""A household that asked for it hears of new people, once, and can stop it without signing in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.notifications.actions import deliver
from accounts.notifications.models import Mail, Notice
from bookings.searches import actions, tellings
from bookings.searches.models import SavedSearch
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock, outbox
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 14, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def kept(still_clock, db) -> SavedSearch:
    clock.set_to(AT)
    demo.services()
    demo.at_work(cast.professional())
    camila = cast.customer(language="en")
    return actions.save(name="Thursdays", query="service=regular-cleaning&city=bogota", tells=True, by=By("customer", camila.pk), at=AT)


def test_those_who_were_there_are_not_news_and_new_people_are_told_once(kept) -> None:
    assert tellings.tell_due(AT) == {"looked": 1, "told": 0, "failed": 0}
    demo.at_work(cast.professional("Rosa", "Mosquera"))
    assert tellings.tell_due(AT + timedelta(hours=5)) == {"looked": 0, "told": 0, "failed": 0}  # once a day
    assert tellings.tell_due(AT + DAY) == {"looked": 1, "told": 1, "failed": 0}
    assert tellings.tell_due(AT + 2 * DAY) == {"looked": 1, "told": 0, "failed": 0}
    notice = Notice.objects.get(kind="search_new_people")
    assert (notice.person_id, notice.context["count"], notice.context["names"]) == (kept.customer_id, 1, ["Rosa"])


def test_the_letter_names_them_links_to_the_search_and_can_be_stopped(kept) -> None:
    tellings.tell_due(AT)
    demo.at_work(cast.professional("Rosa", "Mosquera"))
    tellings.tell_due(AT + DAY)
    notice = Notice.objects.get(kind="search_new_people")
    deliver({"key": notice.key}, AT + DAY)
    mail = Mail.objects.get(notice=notice)
    assert mail.subject == "Somebody new fits “Thursdays”"
    assert "/en/search/?service=regular-cleaning&city=bogota" in mail.text
    path = mail.text.split("To stop these e-mails: ")[1].split()[0].split("/", 3)[3]
    visitor = Client()
    assert "Shall we stop" in visitor.get(f"/{path}").content.decode()
    kept.refresh_from_db()
    assert kept.tells  # a GET only asks: mail readers follow links
    assert "We write no more" in visitor.post(f"/{path}").content.decode()
    kept.refresh_from_db()
    assert not kept.tells
    assert kept.name == "Thursdays"


def test_nobody_hears_who_did_not_ask_and_nobody_of_people_who_cannot_be_booked(kept) -> None:
    SavedSearch.objects.update(tells=False)
    assert tellings.tell_due(AT) == {"looked": 0, "told": 0, "failed": 0}
    SavedSearch.objects.update(tells=True)
    tellings.tell_due(AT)
    demo.at_work(cast.professional("Rosa", "Mosquera", vetting_state="applied"))
    demo.at_work(cast.professional("Inés", "León"), "errands")
    assert tellings.tell_due(AT + DAY)["told"] == 0


def test_asking_again_begins_anew(kept) -> None:
    tellings.tell_due(AT)
    by = By("customer", kept.customer_id)
    actions.change(search_id=kept.pk, name="Thursdays", tells=False, by=by, at=AT)
    demo.at_work(cast.professional("Rosa", "Mosquera"))
    actions.change(search_id=kept.pk, name="Thursdays", tells=True, by=by, at=AT)
    assert tellings.tell_due(AT + DAY) == {"looked": 1, "told": 0, "failed": 0}


def test_a_wish_that_cannot_be_searched_any_more_harms_nobody(kept) -> None:
    SavedSearch.objects.update(query="service=plumbing&city=bogota")
    assert tellings.tell_due(AT) == {"looked": 1, "told": 0, "failed": 0}


def test_the_notice_leaves_through_the_outbox_with_the_row(kept) -> None:
    tellings.tell_due(AT)
    demo.at_work(cast.professional("Rosa", "Mosquera"))
    tellings.tell_due(AT + DAY)
    assert outbox.deliver_all(AT + DAY)["failed"] == 0
    assert Mail.objects.get(notice__kind="search_new_people").sent_at


@pytest.mark.parametrize("token", ["x", "1", "MQ:1tN:abc", "²", "a" * 500])
def test_a_link_that_we_did_not_sign_stops_nothing(kept, token: str) -> None:
    assert Client().post(f"/en/searches/silence/{token}/").status_code == 404
    kept.refresh_from_db()
    assert kept.tells


def test_a_link_outlives_its_search_as_a_page_that_is_not_there(kept) -> None:
    token = tellings.token_of(kept.pk)
    kept.delete()
    assert Client().post(f"/en/searches/silence/{token}/").status_code == 404
