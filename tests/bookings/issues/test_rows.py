"""Issues as casaora_web in raw SQL: the two people and our team, each what is theirs to know; and every letter, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from accounts.notifications import letters
from accounts.notifications.models import Notice
from bookings.issues import deadlines, notices, process
from bookings.issues.models import Evidence
from bookings.issues.shares import ALONE
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.acting import WEB, acting
from tests.bookings.issues.scenes import answered, cop, decide, photo, reported

pytestmark = pytest.mark.django_db
TABLES = ("issue", "evidence", "ruling", "issuestep")
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "notices"


def seen(person: int | None, *groups: str) -> list[int]:
    found = []
    with transaction.atomic(), acting(role=WEB, person=person, groups=groups), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM bookings_{table}")
            found.append(int(cursor.fetchone()[0]))
    return found


def test_each_sees_what_is_theirs(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALONE, "COP", 0)
    issue = answered(stage)
    Evidence.objects.create(issue=issue, by_role="customer", name="a.jpg", type="image/jpeg", content=photo(), size=1, given_at=issue.opened_at)
    decide(issue, "full_refund")  # waits for the second person: our team's alone
    jorge = cast.customer("Jorge", "Peña").pk
    assert (seen(None), seen(jorge)) == ([0, 0, 0, 0], [0, 0, 0, 0])
    assert seen(issue.customer_id) == seen(issue.professional_id) == [1, 1, 0, 2]
    assert seen(jorge, "support") == seen(jorge, "finance") == [1, 1, 1, 3]
    assert seen(jorge, "operations") == [0, 0, 0, 0]


@pytest.mark.parametrize("table", TABLES)
def test_nobody_writes_them_from_the_web(stage: Stage, table: str) -> None:
    reported(stage)
    staff = acting(role=WEB, person=stage.customer.pk, groups=("support", "finance"))
    with staff, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM bookings_{table}")


KINDS = sorted({kind for step in process.PROCESS.steps.values() for kind in step.told.values()})


def test_every_kind_has_its_three_templates() -> None:
    ends = ("subject.txt", "txt", "html")
    assert [f"{kind}.{end}" for kind in [*KINDS, "issue_escalated_staff"] for end in ends if not (TEMPLATES / f"{kind}.{end}").exists()] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("me", ["customer", "professional"])
@pytest.mark.parametrize("outcome", ["dismiss", "partial_refund", "redo", "goodwill"])
def test_letters_are_whole_in_both_languages(stage: Stage, outcome: str, me: str, language: str) -> None:
    issue = reported(stage)
    moment = notices.moment_of(issue.rule_by, "America/Bogota")
    more = {"outcome": outcome, "words": "Las fotos lo muestran.", "redo": moment, "appeal_by": moment, "is_freed": me == "professional"}
    more |= {"amount": notices.money_of(cop(20_000))} if outcome in ("partial_refund", "goodwill") else {}
    for kind in KINDS:
        for is_mine in (True, False):
            for is_final in (True, False):
                context = {**notices.facts_of_issue(issue.booking, issue), **more, "me": me, "is_mine": is_mine, "is_my_step": is_mine, "is_final": is_final}
                notice = Notice(person=stage.customer.user, kind=kind, key=kind, language=language, context=context, created_at=stage.at)
                with translation.override(language):
                    letter = letters.compose(notice)
                for text in (letter.subject, letter.text, letter.html):
                    assert text.strip()
                    assert "{" not in text.replace("{mso", "")
                    assert "%(" not in text
                assert len(letter.subject) <= 90
                assert f"/{language}/bookings/{issue.booking.reference}/issues/{issue.reference}/" in letter.text


def test_the_alarm_leads_our_team_to_the_case(stage: Stage) -> None:
    cast.staff("Eva", "Luna", "support")
    issue = answered(stage)
    deadlines.due(issue.rule_by)
    letter = letters.compose(Notice.objects.get(kind="issue_escalated_staff"))
    assert f"/admin/bookings/issue/{issue.pk}/change/" in letter.text
