"""The operators' commands: JSON, exit codes, safe again; a dry run writes nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.models import JobLease, JobRun
from payouts.batches import planning
from payouts.batches.models import Batch
from payouts.ledger.actions import seal
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.ledger.test_seal import as_a_thief
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """The clock that the commands read."""
    clock.set_to(TUESDAY + timedelta(minutes=1))
    return None


def run(*words: str) -> Any:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def rows() -> dict[str, object]:
    """How many rows each table has, and where every counter stands."""
    with connection.cursor() as cursor:
        found: dict[str, object] = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        return {**found, **dict(cursor.fetchall())}


@pytest.fixture
def earned(ana: Professional, luz: Professional, bank: Bank) -> None:
    bank.at = TUESDAY
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", TUESDAY - timedelta(hours=1))
    scenes.payable(luz, "CB-L1", TUESDAY - timedelta(hours=1))


def test_a_dry_run_writes_nothing_and_prints_the_real_runs_plan(earned: None) -> None:
    before = rows()
    dry = run("run_payouts", "--dry-run")
    again = run("run_payouts", "--dry-run")
    assert rows() == before
    assert dry == again
    real = run("run_payouts")
    assert dry["batches"][0]["hash"] == real["batches"][0]["hash"] == Batch.objects.get().plan_hash
    assert [(c["why"], c["amount_minor"]) for c in dry["batches"][0]["carried"]] == [("no_account", 10_000_000)]
    assert real["batches"][0]["payouts"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_could_not_write_if_it_tried(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.professional()

    def careless(*args: Any, **more: Any) -> None:
        JobRun.objects.create(job="x", started_at=TUESDAY)

    monkeypatch.setattr(planning, "reckon", careless)
    with pytest.raises(DatabaseError, match="read-only transaction"):
        run("run_payouts", "--dry-run")


def test_run_again_it_is_the_same_batch(earned: None) -> None:
    assert run("run_payouts") == run("run_payouts")
    assert Batch.objects.count() == 1
    assert set(JobRun.objects.values_list("job", "status")) == {("plan_payouts", "succeeded")}


def test_a_date_and_a_market_are_taken(earned: None) -> None:
    assert (
        run("run_payouts", "--dry-run", "--market", "co", "--date", "2026-11-22")["batches"][0]["batch_id"] == "co-2026-11-20-fri"
    )
    for words in (["--market", "PY"], ["--date", "2026-11-27"]):
        with pytest.raises(CommandError):
            run("run_payouts", *words)


def test_people_read_it_too(earned: None) -> None:
    out = StringIO()
    call_command("run_payouts", "--dry-run", stdout=out)
    assert "co-2026-11-24-tue: 1 payouts, $\N{NO-BREAK SPACE}100.000, not planned yet" in out.getvalue()
    assert "carried over (no_account)" in out.getvalue()


def test_send_transfers_reports_and_fails_loudly(earned: None, bank: Bank) -> None:
    run("run_payouts")
    JobLease.objects.update_or_create(job="send_transfers", defaults={"holder": "x", "expires_at": TUESDAY + timedelta(hours=1)})
    with pytest.raises(CommandError, match="elsewhere"):
        run("send_transfers")
    JobLease.objects.all().delete()
    assert run("send_transfers")["paid"] == 1
    assert run("send_transfers")["paid"] == 0


def test_ledger_verify_exits_non_zero_on_a_finding(earned: None) -> None:
    seal(TUESDAY)
    good = run("ledger", "verify")
    assert (good["failed"], sum(row["minor"] for row in good["trial_balance"])) == (0, 0)
    with as_a_thief("payouts_entry") as cursor:
        cursor.execute("UPDATE payouts_entry SET memo = 'x'")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("ledger", "verify", "--json", stdout=out)
    assert {f["kind"] for f in json.loads(out.getvalue())["findings"]} == {"changed"}
