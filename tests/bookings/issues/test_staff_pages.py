"""The case on the staff site: who reads it, the facts, the money before the button, and the second person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bookings.issues import deadlines
from bookings.issues.models import Evidence, Issue, Ruling
from bookings.issues.shares import ALONE
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.accounts.staff import enter
from tests.bookings.issues.scenes import DAY, WORDS, again, answered, cop, photo, reported

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/bookings/issue/"


def staff(*groups: str, first: str = "Eva") -> Client:
    return enter(Client(), cast.staff(first, "Luna", *groups))


def decide(client: Client, issue: Issue, button: str, **said: Any) -> str:
    answer = client.post(f"{LIST}{issue.pk}/decision/", {button: "1", "words": WORDS, **said}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_support_and_finance_read_and_nobody_else(stage: Stage) -> None:
    issue = answered(stage)
    Evidence.objects.create(issue=issue, by_role="customer", name="a.jpg", type="image/jpeg", content=photo(), size=1, given_at=issue.opened_at)
    file = f"{LIST}evidence/{Evidence.objects.get().pk}/"
    for first, group, status in (("Eva", "support", 200), ("Fe", "finance", 200), ("Omar", "operations", 403)):
        client = staff(group, first=first)
        for page in (LIST, f"{LIST}{issue.pk}/change/", file):
            found = client.get(page).status_code
            assert found == status or (page != LIST and status == 403 and found in (302, 403)), (group, page, found)
        assert client.get(f"{LIST}{issue.pk}/decision/").status_code == (200 if group == "support" else 403)
    for person in (stage.customer.user, stage.offering.professional.user):
        mine = Client()
        mine.force_login(person)
        assert {mine.get(page).status_code for page in (LIST, f"{LIST}{issue.pk}/change/", f"{LIST}{issue.pk}/decision/", file)} == {302}


def test_the_facts_then_the_exact_split_then_the_decision(stage: Stage) -> None:
    issue = answered(stage, claimed=cop(50_000))
    clock.set_to(issue.opened_at + 3 * DAY)
    eva = staff("support")
    case = eva.get(f"{LIST}{issue.pk}/change/").content.decode()
    for text in ("Checked in", "with the arrival code", "The family before", "Decide", issue.text):
        assert text in case, text
    assert "Say how much" in decide(eva, issue, "preview", outcome="partial_refund")
    assert "more than the family asks back" in decide(eva, issue, "rule", outcome="full_refund")
    shown = decide(eva, issue, "preview", outcome="partial_refund", amount="23000")
    assert "$\N{NO-BREAK SPACE}20.000 / $\N{NO-BREAK SPACE}136.000" in shown
    assert again(issue).state == "issue_review"
    assert "Both sides are told" in decide(eva, issue, "rule", outcome="partial_refund", amount="23000")
    assert (again(issue).state, Ruling.objects.get().by_person_id) == ("issue_ruled", int(eva.session["_auth_user_id"]))
    assert "moved on" not in eva.get(LIST).content.decode()


def test_above_the_limit_finance_agrees_on_the_list(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALONE, "COP", 0)
    issue = answered(stage)
    clock.set_to(issue.opened_at + 3 * DAY)
    eva, fe = staff("support"), staff("finance", first="Fe")
    assert "Somebody of finance must agree" in decide(eva, issue, "preview", outcome="full_refund")
    assert "waits for the second person" in decide(eva, issue, "rule", outcome="full_refund")
    act = {"action": "agree", "_selected_action": [issue.pk], "why": ""}
    eva.post(LIST, act)
    assert again(issue).state == "issue_review"
    assert "Done for 1" in fe.post(LIST, act, follow=True).content.decode()
    assert again(issue).state == "issue_ruled"


def test_the_list_is_filtered_by_age(stage: Stage) -> None:
    issue = reported(stage)
    eva = staff("support")
    deadlines.due(issue.answer_by)
    for at, ages in ((issue.answer_by, {"ours"}), (issue.rule_by - DAY, {"ours", "soon"}), (issue.rule_by + DAY, {"ours", "soon", "overdue"})):
        clock.set_to(at)
        found = {age for age in ("ours", "soon", "overdue") if issue.reference in eva.get(LIST, {"age": age}).content.decode()}
        assert found == ages
    assert issue.reference not in eva.get(LIST, {"state": "issue_closed"}).content.decode()
