"""Somebody writes to us: it arrives, is told so, is answered once; and what readers thought of an article."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Mail, Notice, User
from accounts.users.actions import MayNot, WhyMissing
from casaora.demo import cast, places
from casaora.help import actions, process
from casaora.help.models import Question, QuestionStep, Verdict
from casaora.kit import clock, outbox
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By
from casaora.ops import retention
from tests.accounts.staff import enter, staff

pytestmark = pytest.mark.django_db
ASKED = {"topic": "about_payment", "text": "My card shows the hold twice since Monday.", "email": "vecina@casaora.example", "booking": "", "website": ""}


@pytest.fixture
def monday(at: datetime) -> datetime:
    clock.set_to(at)
    places.markets()
    return at


def asked(at: datetime, **more: object) -> Question:
    given = {"topic": "about_payment", "text": "My card shows the hold twice.", "email": "vecina@casaora.example", "booking": "", "language": "es", "by": By("customer"), **more}
    return actions.write(**given, at=at)  # type: ignore[arg-type]


def test_a_visitor_writes_and_is_told_that_it_arrived(client: Client, monday: datetime) -> None:
    answer = client.post("/es/contact/", ASKED, follow=True)
    row = Question.objects.get()
    assert row.reference in answer.content.decode()
    assert (row.email, row.language, row.state, row.person_id) == ("vecina@casaora.example", "es", process.OPEN, None)
    outbox.deliver_all(clock.now())
    letter = mail.outbox[-1]
    assert letter.to == ["vecina@casaora.example"]
    assert row.reference in letter.subject
    assert "Gracias por escribirnos" in letter.body
    assert "hold twice" not in letter.body + str(letter.alternatives)  # the address may be somebody else's
    assert Mail.objects.get().to == "vecina@casaora.example"


def test_the_same_form_twice_is_one_question_and_one_letter(client: Client, monday: datetime) -> None:
    for _ in range(2):
        client.post("/en/contact/", ASKED)
    assert Question.objects.count() == 1
    assert Notice.objects.count() == 1
    clock.set_to(monday + timedelta(hours=2))
    client.post("/en/contact/", ASKED)
    assert Question.objects.count() == 2


def test_somebody_signed_in_finds_their_address_and_their_question(client: Client, monday: datetime) -> None:
    person = cast.customer().user
    client.force_login(person)
    page = client.get("/en/contact/?topic=booking&booking=CB-7Q2MXA").content.decode()
    assert f'value="{person.email}"' in page
    assert 'value="CB-7Q2MXA"' in page
    assert '<option value="about_booking" selected>' in page
    client.post("/en/contact/", {**ASKED, "email": person.email, "booking": " cb-7q2mxa "})
    row = Question.objects.get()
    assert (row.person_id, row.booking) == (person.pk, "CB-7Q2MXA")
    assert row.reference in client.get("/en/contact/").content.decode()
    stranger = Client()
    stranger.force_login(cast.customer("Jorge", "Peña").user)
    assert row.reference not in stranger.get("/en/contact/").content.decode()


def test_what_is_missing_is_said_and_what_was_written_stays(client: Client, monday: datetime) -> None:
    page = client.post("/en/contact/", {**ASKED, "email": "vecina", "booking": "seven", "topic": ""}).content.decode()
    assert "<title>Error: Write to us" in page
    assert 'class="error-summary" role="alert"' in page
    for words in ("Choose one", "Write an address such as name@example.com", "looks like CB-7Q2MXA"):
        assert words in page
    assert "My card shows the hold twice since Monday." in page
    assert page.count('aria-invalid="true"') == 3
    assert not Question.objects.exists()


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, monday: datetime) -> None:
    answer = client.post("/en/contact/", {**ASKED, "website": "https://buy.example"}, follow=True)
    assert "Your message has arrived" in answer.content.decode()
    client.post("/en/help/tips/feedback/", {"helped": "yes", "words": "x", "website": "y"})
    assert not Question.objects.exists()
    assert not Verdict.objects.exists()
    assert not Notice.objects.exists()


def test_the_page_that_follows_is_nobody_elses(client: Client, monday: datetime) -> None:
    assert client.get("/en/contact/sent/").status_code == 302
    assert client.get("/en/contact/sent/?message=QU-7Q2MXA:forged").status_code == 302


def test_letters_cannot_be_sent_to_somebody_without_end(client: Client, monday: datetime) -> None:
    codes = [Client(REMOTE_ADDR=f"10.0.0.{n}").post("/en/contact/", {**ASKED, "text": f"Another message, number {n}"}).status_code for n in range(7)]
    assert codes[:5] == [302] * 5
    assert codes[-1] == 429


def test_a_message_needs_its_token(client: Client, monday: datetime) -> None:
    assert Client(enforce_csrf_checks=True).post("/en/contact/", ASKED).status_code == 403


def test_business_days_are_those_of_the_market(monday: datetime) -> None:
    assert f"{actions.reply_by('about_else', monday):%Y-%m-%d}" == "2026-11-27"  # Tuesday, Wednesday, Thursday; until the day is over
    before_a_holiday = monday.replace(month=12, day=4)  # a Friday; Tuesday the 8th is a holiday
    assert f"{actions.reply_by('about_else', before_a_holiday):%Y-%m-%d}" == "2026-12-11"


def test_the_laws_days_bind_a_slow_operator(monday: datetime, settings) -> None:
    settings.CONTACT_ANSWER_DAYS = 30
    assert actions.reply_by("about_data", monday) < actions.reply_by("about_else", monday)


def test_staff_take_reply_and_the_answer_goes_once(monday: datetime) -> None:
    row, sara = asked(monday), staff()
    actions.take_in_hand(reference=row.reference, by=sara, at=monday)
    with pytest.raises(actions.ReplyTooShort):
        actions.reply(reference=row.reference, text="Ok.", by=sara, at=monday)
    done = actions.reply(reference=row.reference, text="Es una retención y se va sola en unos días.", by=sara, at=monday)
    assert (done.state, done.owner_id, done.closed_at) == (process.ANSWERED, sara.person_id, monday)
    with pytest.raises(actions.NotNow):
        actions.reply(reference=row.reference, text="Es una retención y se va sola, otra vez.", by=sara, at=monday)
    outbox.deliver_all(clock.now())
    letter = mail.outbox[-1]
    assert "Es una retención y se va sola" in letter.body
    assert letter.to == ["vecina@casaora.example"]
    assert len(mail.outbox) == 2
    assert [step.step for step in row.steps.all()] == ["write", "take_in_hand", "reply"]


def test_setting_aside_needs_a_reason_and_can_be_undone(monday: datetime) -> None:
    row, sara = asked(monday), staff()
    with pytest.raises(WhyMissing):
        actions.set_aside(reference=row.reference, by=sara, at=monday, why=" ")
    assert actions.set_aside(reference=row.reference, by=sara, at=monday, why="advertising").state == process.CLOSED
    again = actions.open_again(reference=row.reference, by=sara, at=monday + timedelta(days=7), why="it was none")
    assert (again.state, again.closed_at) == (process.OPEN, None)
    assert again.reply_by > row.reply_by


def test_nobody_but_those_who_answer_people_may(monday: datetime) -> None:
    row = asked(monday)
    for by in (By("customer", cast.customer().pk), staff("Eva", "finance"), By("clock")):
        with pytest.raises(MayNot):
            actions.take_in_hand(reference=row.reference, by=by, at=monday)


def test_the_staff_site_lists_what_is_due_and_sends_the_reply(client: Client, monday: datetime) -> None:
    row = asked(monday, text="<b>bold</b> words about a payment")
    sara = enter(client, cast.staff("Sara", "Ospina", "support"))
    page = sara.get("/admin/help/question/?waiting=all").content.decode()
    assert row.reference in page
    assert "A payment, a hold or a refund" in page
    assert row.reference not in sara.get("/admin/help/question/?waiting=overdue").content.decode()
    case = sara.get(f"/admin/help/question/{row.pk}/change/").content.decode()
    assert "&lt;b&gt;bold" in case
    reply = f"/admin/help/question/{row.pk}/reply/"
    assert reply in case
    assert "20 characters or more" in sara.post(reply, {"text": "short"}).content.decode()
    assert sara.post(reply, {"text": "It is a hold; it goes away by itself."}).status_code == 302
    assert Question.objects.get().state == process.ANSWERED
    assert reply not in sara.get(f"/admin/help/question/{row.pk}/change/").content.decode()
    taken = sara.post("/admin/help/question/", {"action": "open_again", "_selected_action": [row.pk], "why": "she asks again"}, follow=True)
    assert "Done for 1." in taken.content.decode()


def test_finance_reads_and_does_not_answer(client: Client, monday: datetime) -> None:
    row = asked(monday)
    eva = enter(client, cast.staff("Eva", "Luna", "finance"))
    assert eva.get(f"/admin/help/question/{row.pk}/change/").status_code == 200
    assert eva.get(f"/admin/help/question/{row.pk}/reply/").status_code == 403


def test_the_database_shows_a_question_to_its_person_and_the_team(monday: datetime) -> None:
    mine, other = cast.customer().user, cast.customer("Jorge", "Peña").user
    asked(monday, by=By("customer", mine.pk))
    actions.say_whether_it_helped(article="tips", language="es", helped=True, words="", at=monday)

    def seen(model: type, person: User | None, *groups: str) -> int:
        from django.db import transaction

        with transaction.atomic(), acting(role=WEB, person=person.pk if person else None, groups=groups):
            return model.objects.count()  # type: ignore[attr-defined]

    assert [seen(Question, who) for who in (mine, other, None)] == [1, 0, 0]
    assert [seen(model, mine) for model in (QuestionStep, Verdict)] == [0, 0]
    assert [seen(model, other, "support") for model in (Question, QuestionStep, Verdict)] == [1, 1, 1]


def test_a_reader_says_that_it_did_not_help(client: Client, monday: datetime) -> None:
    page = client.get("/es/help/tips/feedback/?helped=no").content.decode()
    assert 'value="no" ' in page
    answer = client.post("/es/help/tips/feedback/", {"helped": "no", "words": "Faltó decir hasta cuándo.", "website": ""}, follow=True)
    assert "Gracias" in answer.content.decode()
    given = Verdict.objects.get()
    assert (given.article, given.language, given.helped, given.words) == ("tips", "es", False, "Faltó decir hasta cuándo.")
    assert client.get("/es/help/no-such/feedback/").status_code == 404
    assert client.post("/es/help/tips/feedback/", {"helped": "perhaps"}).status_code == 200
    assert [client.post("/es/help/tips/feedback/", {"helped": "yes"}).status_code for _ in range(5)][-1] == 429


def test_what_was_answered_long_ago_goes_and_what_waits_stays(monday: datetime) -> None:
    row, waiting, sara = asked(monday), asked(monday, text="Somebody still waits for this."), staff()
    actions.reply(reference=row.reference, text="Es una retención y se va sola en unos días.", by=sara, at=monday)
    actions.say_whether_it_helped(article="tips", language="es", helped=True, words="", at=monday)
    counts = retention.run(monday + timedelta(days=731))
    assert (counts["questions"] > 0, counts["verdicts"]) == (True, 1)
    assert list(Question.objects.all()) == [waiting]
