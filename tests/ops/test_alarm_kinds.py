"""Every kind of alarm is caused, seen by the watch, told on both ways, and, where it can end, over when its cause is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.ops import queues, rules, telling
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from casaora.settings import KEY_PREFIX
from casaora.stripe.models import Event
from tests.ops import trouble, trouble_money
from tests.ops.listening import Ears, ears, open_now, the, watched  # noqa: F401

pytestmark = pytest.mark.django_db
Cause = Callable[[Stage], datetime]
#: Kinds that the watch sees because of what is in rows.
SEEN: dict[str, Cause] = {
    "queue_silent": trouble.a_queue_stops,
    "queue_long": trouble.many_tasks_wait,
    "job_missed": trouble.one_job_stops,
    "job_failed": trouble.a_job_fails,
    "processor_away": trouble.the_processor_goes_away,
    "budget_burning": trouble.the_processor_stays_away,
    "unknown_old": trouble.a_call_stays_unknown,
    "needs_a_person": trouble_money.two_transfers_of_one_payout,
    "webhook_backlog": trouble.a_message_waits,
    "outbox_backlog": trouble.a_notice_waits,
    "batch_stuck": trouble_money.a_batch_is_not_sent,
    "payouts_failed": trouble_money.a_payout_fails,
    "invariant_broken": trouble_money.money_stays_where_it_has_cleared,
    "dispute_wave": trouble.banks_ask,
    "switch_left": trouble.a_switch_is_forgotten,
    "reconciliation_break": trouble_money.the_processor_moved_money_alone,
    "money_in_suspense": trouble_money.a_part_of_a_transfer_comes_back,
    "smoke_failed": trouble_money.the_journey_fails,
    "pages_fail": lambda stage: trouble.pages_answer(500, 0.1, 5, stage.at),
    "pages_slow": lambda stage: trouble.pages_answer(200, 1.5, 50, stage.at),
}
#: Kinds that have tests of their own below, because their cause needs more than the stage.
APART = {
    "clock_silent", "rule_failed", "broker_away", "database_unusable", "database_slow", "key_refused", "webhook_forged", "limits_hit", "batch_waits", "backup_old", "drill_old",
}  # fmt: skip


def test_every_kind_is_caused_here() -> None:
    assert set(SEEN) | APART | set(trouble.ONCE) == set(KINDS)


@pytest.fixture(autouse=True)
def empty_queues() -> Any:
    """What one test pushes the next does not see."""
    yield
    with queues._client() as client:
        client.delete(f"{KEY_PREFIX}:money")


def rings(kind: str, at: datetime, ears: Ears) -> Alarm:  # noqa: F811
    """The watch sees it: one alarm, one mail, one word to the webhook, and all three lead to the runbook."""
    clock.set_to(max(at, clock.now()))
    watched(at)
    assert kind in open_now()
    alarm = Alarm.objects.filter(kind=kind).latest("pk")
    says = telling.words(alarm, "opened")
    subject = says[0].partition("] ")[2]
    assert subject.startswith("ALARM: ")
    assert "%(" not in subject
    assert telling.runbook_path(alarm) in says[1]
    assert ears.heard(at).count(subject) == 1
    return alarm


@pytest.mark.parametrize("kind", SEEN)
def test_what_is_in_the_rows_rings(kind: str, stage: Stage, ears: Ears) -> None:  # noqa: F811
    alarm = rings(kind, SEEN[kind](stage), ears)
    assert alarm.severity == KINDS[kind].severity


@pytest.mark.parametrize("kind", trouble.ONCE)
def test_what_happens_once_rings_after_its_commit_and_only_a_person_ends_it(
    kind: str, stage: Stage, ears: Ears, django_capture_on_commit_callbacks: Any  # noqa: F811
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        at = trouble.a_stranger_is_disputed(stage) if kind == "dispute_of_a_stranger" else trouble.it_rang(kind, stage.at)
        assert open_now() == set()
    assert open_now() == {kind}
    assert len(ears.heard(at)) == 1
    watched(at)
    assert open_now() == {kind}


def test_a_clock_that_stands_still_is_told_by_web_in_its_own_process(stage: Stage, ears: Ears) -> None:  # noqa: F811
    at = trouble.the_watch_stops(stage)
    assert open_now() == {"clock_silent"}
    assert len(ears.mails) == len(ears.posted) == 1
    watched(at)
    assert "clock_silent" not in open_now()


def test_a_rule_that_raises_is_told_and_does_not_silence_the_others(stage: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    trouble.a_notice_waits(stage)
    at = trouble.a_rule_fails(stage, monkeypatch) + 11 * trouble.MINUTE
    assert rings("rule_failed", at, ears).subject == "divides"
    assert "outbox_backlog" in open_now()


def test_a_broker_that_is_away_is_told_by_whoever_asks_it_and_stays_open_while_it_is(
    stage: Stage, ears: Ears, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any  # noqa: F811
) -> None:  # fmt: skip
    with trouble.no_broker(settings, monkeypatch):
        with django_capture_on_commit_callbacks(execute=True):
            schedule.nudge("deliver_outbox")
        assert open_now() == {"broker_away"}
        assert ears.heard(stage.at)[-1:] == ["ALARM: The broker does not answer: tasks wait as rows."]
        watched(stage.at)
        assert open_now() == {"broker_away"}
    watched(stage.at + trouble.MINUTE)
    assert open_now() == set()


def test_a_hanging_session_of_the_pages_login_is_seen(stage: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    with trouble.a_session_of_webs_hangs(monkeypatch):
        assert rings("database_slow", stage.at, ears).count >= 1


def test_a_refused_key_rings_as_long_as_calls_wait_for_it(stage: Stage, ears: Ears, settings: Any) -> None:  # noqa: F811
    at = trouble.our_key_is_refused(stage, settings)
    assert rings("key_refused", at, ears).count == 1
    watched(at + 2 * trouble.HOUR)
    assert "key_refused" in open_now()


def test_forged_messages_ring(stage: Stage, ears: Ears, client: Client) -> None:  # noqa: F811
    assert rings("webhook_forged", trouble.somebody_forges_messages(client, stage.at), ears).count == 20


def test_tries_that_limits_stop_ring(stage: Stage, ears: Ears, client: Client) -> None:  # noqa: F811
    assert rings("limits_hit", trouble.somebody_guesses(client, stage.at), ears).count >= 50


def test_a_batch_that_nobody_approves_rings(stage: Stage, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    rings("batch_waits", trouble_money.a_batch_waits_for_a_person(stage, monkeypatch), ears)


@pytest.mark.parametrize("kind", ["backup_old", "drill_old"])
def test_a_deployed_house_without_a_backup_or_its_trial_rings(kind: str, stage: Stage, ears: Ears, settings: Any) -> None:  # noqa: F811
    settings.IS_DEPLOYED = True
    rings(kind, stage.at, ears)


def test_messages_that_cannot_be_handled_ring_as_what_they_are_and_not_as_a_job(stage: Stage, ears: Ears) -> None:  # noqa: F811
    Event.objects.bulk_create([
        Event(processor_id=f"evt_{n}", type="x", payload={}, created_at=stage.at, received_at=stage.at, next_try_at=stage.at, tries=2, error="TimeoutError: no answer")
        for n in range(rules.TWICE)
    ])  # fmt: skip
    JobRun.objects.create(job="sweep_inbox", started_at=stage.at, finished_at=stage.at, status=JobRun.FAILED, counts={"failed": 3})
    assert rings("webhook_backlog", stage.at + trouble.MINUTE, ears).count == rules.TWICE
    assert "job_failed" not in open_now()
