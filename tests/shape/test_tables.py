"""Every process table as a graph: nothing that cannot be reached, nothing that cannot end, nobody needed for an end to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from accounts.vetting import process as vetting
from bookings.lifecycle import process as bookings
from casaora.kit.steps import Process, Step
from payouts.batches import process as batches
from payouts.earnings import process as earnings

TABLES = {
    "bookings": bookings.PROCESS, "earnings": earnings.PROCESS, "batches": batches.BATCH, "payouts": batches.PAYOUT, "vetting": vetting.PROCESS,
}  # fmt: skip
#: Where a story may rest although something can still happen to it: money that arrived, somebody who is approved.
AT_REST = {"bookings": set(), "earnings": {"paid"}, "batches": set(), "payouts": {"paid"}, "vetting": {"approved", "suspended"}}
each = pytest.mark.parametrize("name", TABLES)


def reachable(table: Process, since: Iterable[str], may: Callable[[Step], bool] = lambda step: True) -> set[str]:
    """The states that steps lead to, one after another, from some."""
    found = set(since)
    while True:
        new = {s.target for s in table.steps.values() if s.target and may(s) and found & set(s.sources)} - found
        if not new:
            return found
        found |= new


def ends(name: str) -> set[str]:
    return set(TABLES[name].final) | AT_REST[name]


@each
def test_every_state_is_reached_from_a_beginning(name: str) -> None:
    table = TABLES[name]
    beginnings = {s.target for s in table.steps.values() if not s.sources and s.target}
    assert beginnings
    assert reachable(table, beginnings) == set(table.states())
    assert {source for s in table.steps.values() for source in s.sources} <= set(table.states())


@each
def test_from_every_state_there_is_a_way_to_an_end(name: str) -> None:
    table = TABLES[name]
    assert [state for state in table.states() if not reachable(table, {state}) & ends(name)] == []


@each
def test_nothing_leaves_a_final_state_but_steps_that_stay(name: str) -> None:
    table = TABLES[name]
    assert [s.name for s in table.steps.values() if s.target and set(s.sources) & set(table.final) and s.target not in table.final] == []


@pytest.mark.parametrize("state", bookings.LIVE)
def test_a_booking_ends_although_nobody_does_anything(state: str) -> None:
    assert reachable(bookings.PROCESS, {state}, lambda step: "clock" in step.by) & set(bookings.FINAL)


@pytest.mark.parametrize("state", [s for s in batches.PAYOUT.states() if s not in ends("payouts")])
def test_a_payout_ends_although_nobody_does_anything(state: str) -> None:
    assert reachable(batches.PAYOUT, {state}, lambda step: "clock" in step.by) & ends("payouts")
