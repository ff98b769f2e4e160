"""The incidents to practise on: each causes what its runbook is about, and only on a developer's machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bookings.lifecycle.models import Booking
from casaora.demo import cast, incidents
from casaora.demo.scenes import Stage
from casaora.kit import clock, traffic
from casaora.kit.steps import By
from casaora.ops import remedies, rules
from casaora.ops.models import Alarm
from casaora.schedule import run
from casaora.stripe import gateway, inbox
from casaora.stripe.models import Event
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server
from payouts.batches.models import Batch
from payouts.connect import actions as connect
from payouts.reconciliation import actions as reconciliation
from payouts.reconciliation.models import Break

DAY = timedelta(days=1)
#: Early on a Friday on which the first earning has cleared.
PAYDAY = datetime(2026, 12, 4, 11, 31, tzinfo=UTC)


@pytest.fixture
def city(settings: Any, live_server: Any, at: datetime, transactional_db: None) -> Iterator[Stage]:
    """A household, a professional with a payout account, the processor over HTTP, and the web."""
    clock.set_to(at)
    settings.SITE_URL = live_server.url
    with Server(Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)) as server:
        settings.STRIPE_API_BASE = server.url
        stage = Stage(server.sim, at)
        account = connect.open(professional_id=stage.offering.professional_id, by=stage.as_professional, at=at)
        server.sim.accounts.become(str(account.processor_id), "ready")
        connect.refresh(professional_id=stage.offering.professional_id, at=at)
        yield stage


def seen(number: int) -> set[str]:
    """The kinds of alarm that the watch would open."""
    incidents.begin(number, 0, lambda text: None)
    return {signal.kind for signal in rules.signals(clock.now())}


def test_acceptances_hang(city: Stage) -> None:
    for days in (2, 3, 4):
        city.authorized(starts_at=city.at.replace(hour=15) + days * DAY)
    assert "processor_away" in seen(1)
    assert gateway.read_balance()  # the outside world is in order again


def test_messages_wait_although_the_processor_is_back(city: Stage) -> None:
    for delivery in city.sim.deliveries.due():
        city.sim.deliveries.answered(delivery, 200)
    processor = incidents.OverHttp()
    repair = incidents.messages_pile_up(processor)
    for delivery in city.sim.deliveries.due():
        row = inbox.receive(delivery.body, delivery.signature, clock.now())
        assert row is None or inbox.handle(row.pk, clock.now()) in (inbox.FAILED, inbox.IGNORED)
    repair()
    assert Event.objects.filter(handled_at=None).exists()
    clock.move(timedelta(minutes=6))
    assert "webhook_backlog" in {signal.kind for signal in rules.signals(clock.now())}


def test_a_payout_day_without_money_at_the_processor_waits_for_people_and_ends_without_a_difference(city: Stage) -> None:
    one, other = (By("staff", cast.staff(name, "Galvis", "finance").pk) for name in ("Mauricio", "Beatriz"))
    city.completed()
    clock.set_to(PAYDAY)
    repair = incidents.payday.the_balance_is_empty(incidents.OverHttp())
    batch = Batch.objects.get(state="sending")
    assert batch.paused_reason == "balance_insufficient"
    assert set(Alarm.objects.filter(state="open").values_list("kind", flat=True)) & {"batch_stuck", "reconciliation_break", "budget_burning"} == {"batch_stuck"}
    for _ in range(4):  # nothing pays it by accident: it is asked for again each hour, and waits
        clock.move(timedelta(minutes=61))
        run("send_transfers", clock.now())
    assert Batch.objects.get(pk=batch.pk).state == "sending"

    repair()
    asked = remedies.ask("resume_batches", by=one, at=clock.now(), why="the money is there")
    remedies.approve(asked.pk, by=other, at=clock.now(), start=lambda job, by: run(job, clock.now(), by))
    batch.refresh_from_db()
    assert (batch.state, batch.paused_until, batch.paused_reason) == ("completed", None, "")

    incidents.payday.time_passes(lambda text: None, 0)
    top_up = Break.objects.get(closed_at=None)
    assert (top_up.type, top_up.bucket) == ("topup", Break.THEIRS)
    reconciliation.propose(break_id=top_up.pk, recipe="top_up", by=one, at=clock.now(), why="from our bank")
    reconciliation.approve(break_id=top_up.pk, by=other, at=clock.now())
    run("reconcile", clock.now())
    assert not Break.objects.filter(closed_at=None).exists()


def test_a_payout_day_without_finance_or_without_money_breaks_nothing(city: Stage) -> None:
    with pytest.raises(incidents.NothingToBreak):
        incidents.payday.the_balance_is_empty(incidents.OverHttp())  # finance is nobody
    clock.set_to(PAYDAY)
    for name in ("Mauricio", "Beatriz"):
        cast.staff(name, "Galvis", "finance")
    with pytest.raises(incidents.NothingToBreak, match="nothing is in our balance"):
        incidents.payday.the_balance_is_empty(incidents.OverHttp())


def test_a_fee_that_no_entry_knows(city: Stage) -> None:
    assert "reconciliation_break" in seen(4)


def test_forged_messages(city: Stage) -> None:
    traffic.tally.rows.clear()
    incidents.begin(5, 0, lambda text: None)
    traffic.tally.add()
    assert "webhook_forged" in {signal.kind for signal in rules.signals(clock.now())}


def test_a_city_without_requests_has_nothing_to_hang(city: Stage) -> None:
    with pytest.raises(incidents.NothingToBreak):
        incidents.begin(1, 0, lambda text: None)


def test_it_is_refused_elsewhere_and_without_the_word(settings: Any) -> None:
    for environment, words in (("production", ["--local"]), ("staging", ["--local"]), ("local", [])):
        settings.ENVIRONMENT = environment
        with pytest.raises(CommandError, match="--local"):
            call_command("incident", "1", *words)


def test_the_command_is_for_a_person_and_says_what_waits(city: Stage, settings: Any, capsys: Any) -> None:
    settings.ENVIRONMENT = "local"
    call_command("incident", "4", "--local")
    said = capsys.readouterr().out
    assert "differences: 1" in said
    assert "calls without an outcome: 0" in said
    assert "reconciliation" not in said  # no line of the log


def test_an_incident_without_requests_brings_its_own(city: Stage) -> None:
    for days in (2, 3):
        city.completed(starts_at=city.at.replace(hour=15) + days * DAY)
    clock.set_to(city.at + 4 * DAY)
    assert not Booking.objects.filter(state="authorized").exists()
    with pytest.raises(incidents.NothingToBreak, match="ask for two visits"):
        incidents.begin(1, 0, lambda text: None)
    assert Booking.objects.filter(state="authorized").count() == 1, "one household asks once"


def test_the_leap_of_a_demo_clock_rings_no_bell(city: Stage) -> None:
    run("alarms", clock.now())
    with clock.leaping():
        clock.move(timedelta(hours=3))
        assert not {"job_missed", "queue_silent"} & {signal.kind for signal in rules.signals(clock.now())}
    assert clock.is_leaping() is False
    assert {"job_missed", "queue_silent"} & {signal.kind for signal in rules.signals(clock.now())}
