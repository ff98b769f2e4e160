"""Windows: their edges, months and clocks that change, much in one run, and a processor that does not answer."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.stripe import listing
from casaora.stripe.errors import ProcessorError
from casaora.stripe.simulator import Simulator
from payouts.ledger import corrections
from payouts.management.commands.reconcile import window
from payouts.reconciliation import comparing, queries, running
from payouts.reconciliation.comparing import Tally
from payouts.reconciliation.models import Break, Match, Reconciliation
from tests.payouts.reconciliation import scenes
from tests.payouts.reconciliation.scenes import cop

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 4, 30, 12, tzinfo=UTC)


def test_days_are_whole_and_meet_without_a_gap_whatever_the_clocks_do() -> None:
    """In UTC, as the processor counts: Santiago goes back on 4 April 2027 and Asunción on 28 March; months end on four dates."""
    last = None
    for day in (date(2027, 2, 1) + timedelta(days=n) for n in range(80)):
        begins, ends = window(day, day, NOON)
        assert begins is not None
        assert ends is not None
        assert ends - begins == timedelta(days=1)
        assert last in (None, begins)
        last = ends
    assert window(date(2027, 2, 28), date(2027, 3, 1), NOON) == (datetime(2027, 2, 28, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC))
    assert window(None, None, NOON) == (None, None)


@pytest.mark.parametrize(("since", "until"), [(date(2027, 4, 2), date(2027, 4, 1)), (None, date(2027, 4, 30)), (date(2027, 5, 1), None)])
def test_a_window_that_is_none_is_refused(since: date | None, until: date | None) -> None:
    with pytest.raises(CommandError):
        window(since, until, NOON)


def test_what_is_at_the_edge_is_in_exactly_one_of_two_windows(sim: Simulator) -> None:
    """The last second of a month, and the first of the next."""
    edge = datetime(2026, 12, 1, tzinfo=UTC)
    for moment, kind, minor in ((edge - timedelta(seconds=1), "stripe_fee", -100), (edge, "topup", 100)):
        sim.clock = lambda moment=moment: moment
        sim.banks.move(kind, minor)
    sim.clock = clock.now
    clock.set_to(edge + timedelta(days=3))
    november = running.reconcile(clock.now(), edge - timedelta(days=30), edge)
    assert (november.counts, november.balances) == ({"theirs_only": {"COP": {"count": 1, "minor": -100}}}, {})
    # A window looks an hour back before its beginning, for entries of its first minutes; what is found there again is the same row.
    december = running.reconcile(clock.now(), edge + running.PATIENCE, edge + timedelta(days=1))
    assert december.counts == {"theirs_only": {"COP": {"count": 1, "minor": 100}}}
    assert [row.type for row in Break.objects.order_by("pk")] == ["stripe_fee", "topup"]


def test_an_entry_of_the_first_minutes_may_be_about_a_movement_of_long_before(sim: Simulator, at: datetime) -> None:
    """The window does not reach the movement: it is asked for by the name that the entry bears."""
    movement = sim.banks.top_up(700)
    scenes.later(days=5)
    scenes.posted("top_up", movement["id"], corrections.top_up(amount=cop(700)))
    scenes.later(hours=2)
    run = running.reconcile(clock.now(), clock.now() - timedelta(hours=3))
    assert (scenes.opened(), Match.objects.get().movement_id, scenes.explained(run)) == ([], movement["id"], True)


def many(sim: Simulator, number: int) -> None:
    for _each in range(number):
        sim.banks.move("topup", 100)
    scenes.later(hours=2)


def test_two_thousand_movements_take_as_many_queries_a_page_as_one_and_no_more_memory(sim: Simulator) -> None:
    many(sim, 2_000)
    tracemalloc.start()
    run = scenes.run(days=1)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert run.counts["theirs_only"]["COP"] == {"count": 2_000, "minor": 200_000}
    assert peak < 40_000_000
    at, pages = clock.now(), []
    rows = list(listing.list_movements(at - timedelta(days=1), at))
    for page in (rows[:1], rows[:100], rows[500:600]):
        with CaptureQueriesContext(connection) as asked:
            comparing.theirs(comparing.named(page), Tally(run, at, at - running.PATIENCE))
        pages.append(len(asked))
    assert len(set(pages)) == 1
    assert pages[0] <= 12


def test_a_hundred_breaks_are_the_same_rows_on_the_next_night(sim: Simulator) -> None:
    many(sim, 230)
    scenes.run(days=1)
    before = list(Break.objects.order_by("pk").values_list("pk", "key"))
    again = scenes.run(days=1)
    assert (list(Break.objects.order_by("pk").values_list("pk", "key")), again.new_breaks) == (before, 0)
    assert len(queries.open_breaks(50)) == 50


def test_more_than_a_run_may_compare_is_said_and_not_half_done(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    many(sim, 101)
    monkeypatch.setattr(running, "AT_MOST", 100)
    with pytest.raises(running.TooMany, match="window by window"):
        scenes.run(days=1)
    assert queries.latest_run() is None


def test_without_an_answer_the_run_is_not_finished_and_the_job_has_failed(stage: Stage) -> None:
    scenes.lived(stage)
    finished = queries.latest_run()
    stage.sim.faults.add("GET /v1/balance_transactions", "server_error", times=2)
    with pytest.raises(ProcessorError):
        scenes.run()
    with pytest.raises(CommandError):
        call_command("reconcile", stdout=StringIO())
    assert JobRun.objects.get(job="reconcile").status == JobRun.FAILED
    assert Reconciliation.objects.filter(finished_at__isnull=True).count() == 2
    assert queries.latest_run() == finished
    stage.sim.faults.add("GET /v1/balance", "server_error")
    assert running.watch(clock.now()) == {"unanswered": 1, "failed": 1}
    assert running.watch(clock.now())["failed"] == 0


def test_a_balance_that_moves_while_it_is_read_is_read_again(sim: Simulator, at: datetime) -> None:
    many(sim, 1)
    moved: list[int] = []

    def watching(operation: str, params: Any, answer: Any) -> None:
        if operation == "GET /v1/balance" and len(moved) < 3:
            moved.append(1)
            sim.banks.move("topup", 50)

    sim.observer = watching
    run = scenes.run(days=1)
    assert (len(moved), scenes.explained(run)) == (3, True)
    moved.clear()
    sim.observer = lambda operation, params, answer: sim.banks.move("topup", 1) if operation == "GET /v1/balance" else None
    run = scenes.run(days=1)
    assert (run.balances["COP"]["difference"], run.unexplained) == (None, {})


def test_the_command_exits_badly_while_a_break_is_open(sim: Simulator) -> None:
    many(sim, 1)
    for _again in range(2):
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("reconcile", "--json", stdout=out)
        assert '"failed": 1' in out.getvalue()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("reconcile", stdout=out)
    assert "nobody’s" in out.getvalue()
