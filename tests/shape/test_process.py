"""The process table is whole: each step has a verb, each state a way on, and the picture in ARCHITECTURE.md is current."""

from __future__ import annotations

from pathlib import Path

from bookings.lifecycle import actions, process
from bookings.lifecycle.records import RECORDERS
from bookings.lifecycle.views import NOUNS
from casaora.ops.diagram import diagram

ROOT = Path(__file__).resolve().parents[2]


def test_every_state_can_be_reached() -> None:
    assert set(process.PROCESS.states()) == (set(process.LIVE) | set(process.FINAL))


def test_every_state_that_is_not_final_has_a_way_on() -> None:
    for state in set(process.PROCESS.states()) - set(process.FINAL):
        assert any(state in step.sources for step in process.PROCESS.steps.values()), state


def test_every_state_that_waits_for_somebody_has_a_clock() -> None:
    waiting = set(process.PROCESS.states()) - set(process.FINAL)
    assert waiting == set(process.CLOCKS)
    for state, name in process.CLOCKS.items():
        assert "clock" in process.PROCESS[name].by
        assert state in process.PROCESS[name].sources


def test_every_step_of_a_person_has_a_verb_and_an_address() -> None:
    for step in process.PROCESS.steps.values():
        if {"customer", "professional"} & set(step.by) and step.name != "request":
            assert callable(getattr(actions, step.name))
            assert step.name in NOUNS


def test_every_step_that_calls_the_processor_has_a_recorder() -> None:
    assert {s.name for s in process.PROCESS.steps.values() if s.calls} <= set(RECORDERS)


def test_every_notice_of_the_table_has_its_three_templates() -> None:
    missing = [
        f"{kind}.{end}"
        for step in process.PROCESS.steps.values() for kind in step.told.values() for end in ("subject.txt", "txt", "html")
        if not (ROOT / "templates" / "notices" / f"{kind}.{end}").exists()
    ]  # fmt: skip
    assert missing == []


def test_the_diagram_in_the_architecture_page_is_current() -> None:
    assert diagram() in (ROOT / "ARCHITECTURE.md").read_text()
