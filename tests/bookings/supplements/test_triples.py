"""Every (state, step, actor) of both tables: what they allow works, all else gives the clear error and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.records import RECORDERS
from bookings.supplements import actions, deadlines, process
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit.steps import CLOCK, OPERATOR, PROCESSOR, By
from tests.accounts.staff import finance
from tests.bookings.lifecycle.test_triples import stranger
from tests.bookings.supplements.scenes import approving, paid, proposed, tipping
from tests.shape.test_process import ROOT

pytestmark = pytest.mark.django_db
#: The steps of a supplement that exists; those that begin one are tried beside them.
VERBS = {"refuse_extra_time": "refuse_extra_time", "approve_extra_time": "approve_extra_time", "leave_tip": "leave", "leave_extra_time": "leave",
         "refund_tip": "refund", "refund_extra_time": "refund"}  # fmt: skip


def _begun(stage: Stage, kind: str) -> Supplement:
    return tipping(stage) if kind == "tip" else approving(stage)


def _ended(how: str) -> Callable[[Stage, str], Supplement]:
    def arranged(stage: Stage, kind: str) -> Supplement:
        if how == "failed":
            stage_fault = _begun(stage, kind)
            stage.sim.faults.add("capture", "decline")
            return paid(stage, stage_fault)
        waits = _begun(stage, kind)
        if how == "canceled":
            return actions.leave(reference=waits.reference, by=stage.as_customer, at=waits.made_at)
        deadlines.run_due(waits.made_at + timedelta(minutes=40))
        return actions.read(waits.reference)

    return arranged


def _refunded(stage: Stage, kind: str) -> Supplement:
    given = paid(stage, _begun(stage, kind))
    return actions.refund(reference=given.reference, by=finance(), at=given.made_at + timedelta(hours=1), why="A mistake.")


def _refused(stage: Stage, kind: str) -> Supplement:
    waits = proposed(stage)
    deadlines.run_due(waits.made_at + timedelta(minutes=30))
    return actions.read(waits.reference)


ARRANGED: dict[str, Callable[[Stage, str], Supplement]] = {
    "proposed": lambda stage, kind: proposed(stage), "pending_payment": _begun, "paid": lambda stage, kind: paid(stage, _begun(stage, kind)),
    "refunded": _refunded, "refused": _refused, "canceled": _ended("canceled"), "expired": _ended("expired"), "failed": _ended("failed"),
}  # fmt: skip
STATES = [(kind, state) for kind, table in process.PROCESSES.items() for state in table.states()]


def actors(stage: Stage) -> dict[str, By]:
    strangers = stranger().pk
    return {
        "customer": stage.as_customer, "professional": stage.as_professional, "staff": finance(), "clock": CLOCK, "processor": PROCESSOR,
        "operator": OPERATOR, "another customer": By("customer", strangers), "another professional": By("professional", strangers),
    }  # fmt: skip


def take(step: str, it: Supplement, by: By, at: datetime) -> Any:
    more: dict[str, Any] = {"approve_extra_time": {"language": "en"}, "refund": {"why": "A mistake."}}.get(VERBS[step], {})
    return getattr(actions, VERBS[step])(reference=it.reference, by=by, at=at, **more)


def is_done(it: Supplement, step: str, by: By) -> bool:
    last = it.steps.last()
    return step not in ("refund_tip", "refund_extra_time") and last is not None and (last.step, last.by_role, last.by_person_id) == (step, by.role, by.person_id)


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_every_step_by_everybody(stage: Stage, kind: str, state: str, record_property: Callable[[str, object], None]) -> None:
    it = ARRANGED[state](stage, kind)
    assert (it.kind, it.state) == (kind, state)
    table, at, refused = process.PROCESSES[kind], it.made_at + timedelta(minutes=9), 0
    for step in (name for name in table.steps if name in VERBS):
        for name, by in actors(stage).items():
            row, before = table[step], it.steps.count()
            if is_done(it, step, by) or (name in row.by and state in row.sources and name != "clock"):
                continue
            with pytest.raises((NotNow, NotYours)):
                take(step, it, by, at)
            refused += 1
            after = actions.read(it.reference)
            assert (after.state, after.steps.count()) == (state, before), (step, name)
    record_property("figure", f"{kind}, {state}: {refused} (step, actor) pairs refused")


ALLOWED = [
    (kind, state, row.name, role) for kind, table in process.PROCESSES.items() for row in table.steps.values() if row.name in VERBS
    for state in row.sources for role in row.by if role != "clock"
]  # fmt: skip


@pytest.mark.parametrize(("kind", "state", "step", "role"), ALLOWED)
def test_what_is_allowed_works_and_again_is_nothing(stage: Stage, kind: str, state: str, step: str, role: str) -> None:
    it = ARRANGED[state](stage, kind)
    by, at = actors(stage)[role], it.made_at + timedelta(minutes=9)
    for _twice in range(1 if VERBS[step] == "refund" else 2):
        take(step, it, by, at)
    after = actions.read(it.reference)
    assert (after.state, after.steps.last().step) == (process.PROCESSES[kind][step].target, step)


def test_every_state_is_arranged_and_every_call_has_a_recorder() -> None:
    assert {state for _kind, state in STATES} == set(ARRANGED) == set(process.STATES)
    for table in process.PROCESSES.values():
        assert {s.name for s in table.steps.values() if s.calls} <= set(RECORDERS)
        for state in set(table.states()) - table.final - {process.PAID}:
            assert any(state in s.sources and "clock" in s.by for s in table.steps.values()), state


def test_every_notice_of_the_tables_has_its_three_templates() -> None:
    kinds = {kind for table in process.PROCESSES.values() for step in table.steps.values() for kind in step.told.values()}
    assert [k for k in kinds for end in ("subject.txt", "txt", "html") if not (ROOT / "templates" / "notices" / f"{k}.{end}").exists()] == []


def test_a_tip_is_not_refused_like_extra_time(stage: Stage) -> None:
    waiting = tipping(stage)
    with pytest.raises(NotNow):
        actions.refuse_extra_time(reference=waiting.reference, by=stage.as_customer, at=waiting.made_at)
    with pytest.raises(NotNow):
        actions.approve_extra_time(reference=waiting.reference, by=stage.as_customer, at=waiting.made_at, language="en")
