"""Every (state, step, actor) of an issue: what the table allows works, all else gives the clear error and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.users.actions import MayNot
from bookings.issues import actions, deadlines, process, rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import Decision
from bookings.issues.steps import EVENT
from bookings.lifecycle.claims import NotNow, NotYours
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.steps import CLOCK, OPERATOR, PROCESSOR, By
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import DAY, HOUR, REPLY, WORDS, again, answered, appealed, closed, reported, ruled

pytestmark = pytest.mark.django_db
ARRANGED: dict[str, Callable[[Stage], Issue]] = {
    "issue_open": reported, "issue_review": answered, "issue_ruled": ruled, "issue_appealed": appealed, "issue_closed": closed,
}  # fmt: skip
PEOPLE, CLOCKS, DECIDES = ("answer", "take_back", "appeal"), ("silence", "escalate", "close"), ("rule", "rule_finally")


def actors(stage: Stage) -> dict[str, By]:
    jorge = cast.customer("Jorge", "Peña").pk
    return {
        "customer": stage.as_customer, "professional": stage.as_professional, "staff": staff("Luz"), "finance": staff("Fe", "finance"), "clock": CLOCK,
        "processor": PROCESSOR, "operator": OPERATOR, "another customer": By("customer", jorge), "another professional": By("professional", jorge),
    }  # fmt: skip


def moment(issue: Issue, step: str) -> datetime:
    """When the step's time has come and not passed."""
    when = {"silence": issue.answer_by, "escalate": issue.rule_by, "close": issue.appeal_by or issue.rule_by}
    return when.get(step, (issue.appealed_at or issue.ruled_at or issue.opened_at) + HOUR)


def take(step: str, issue: Issue, by: By) -> Any:
    at = moment(issue, step)
    if step in ("answer", "appeal"):
        return getattr(actions, step)(reference=issue.reference, text=REPLY, by=by, at=at)
    if step == "take_back":
        return actions.take_back(reference=issue.reference, by=by, at=at)
    if step in DECIDES:
        return rulings.rule(reference=issue.reference, decision=Decision(Ruling.DISMISS, WORDS), by=by, at=at + DAY)
    if by != CLOCK:
        raise NotNow(step, "only the clock's job takes it")
    if deadlines.due(at).get("done") != 1 or again(issue).steps.last().step != step:
        raise NotNow(step, issue.state)
    return None


def is_allowed(issue: Issue, step: str, name: str) -> bool:
    row = process.PROCESS[step]
    side = {"answer": "professional", "take_back": "customer"}.get(step, name)
    return name in row.by and name == side and issue.state in row.sources


#: The clock takes whatever is due, so its steps are tried where they are allowed, and people's everywhere.
REFUSED = [(state, step) for state in ARRANGED for step in (*PEOPLE, *DECIDES)]


@pytest.mark.parametrize(("state", "step"), REFUSED, ids=" ".join)
def test_what_the_table_does_not_allow_changes_nothing(stage: Stage, state: str, step: str) -> None:
    issue = ARRANGED[state](stage)
    assert issue.state == state
    before = issue.steps.count()
    for name, by in actors(stage).items():
        if is_allowed(issue, step, name) or (step in DECIDES and name == "staff" and state in process.WITH_STAFF):
            continue
        last = issue.steps.last()
        if (last.step, last.by_role, last.by_person_id) == (step, by.role, by.person_id):
            take(step, issue, by)  # again is nothing, for its author
            continue
        with pytest.raises((NotNow, NotYours, MayNot)):
            take(step, issue, by)
    assert (again(issue).state, issue.steps.count()) == (state, before)


ALLOWED = [
    (state, row.name, {"answer": "professional", "take_back": "customer"}.get(row.name, role))
    for row in process.PROCESS.steps.values() if row.name in (*PEOPLE, *CLOCKS, *DECIDES)
    for state in row.sources for role in row.by
]  # fmt: skip


@pytest.mark.parametrize(("state", "step", "role"), sorted(set(ALLOWED)), ids=" ".join)
def test_what_is_allowed_works(stage: Stage, state: str, step: str, role: str) -> None:
    issue = ARRANGED[state](stage)
    take(step, issue, actors(stage)[role])
    after = again(issue)
    assert after.state == (process.PROCESS[step].target or state)
    assert after.steps.last().step == step


def test_the_table_is_whole() -> None:
    assert set(ARRANGED) == set(process.STATES) == set(process.PROCESS.states())
    for state in process.LIVE:
        assert any("clock" in row.by for row in process.PROCESS.steps.values() if state in row.sources), state
    assert {"issue_opened", "issue_answered", "issue_ruled", "issue_appealed", "issue_escalated"} <= set(EVENT.values())
