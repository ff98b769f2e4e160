"""A backup holds every row or is not made, and the drill notices whatever is not as it was."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.places.models import Market
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.kit.money import Money
from payouts.ledger import actions as ledger
from payouts.ledger.models import Account
from payouts.ledger.recipes import Leg
from tests.ops.keeping import admin, as_role, by_admin, drilled, dumps

#: Roles and databases belong to the cluster: one process at a time.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("safekeeping")]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: datetime) -> Iterator[Path]:
    """A house with people and a sealed entry, and an empty folder for its backups."""
    clock.set_to(at)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    monkeypatch.setenv("DATABASE_ADMIN_URL", admin())
    cast.professional()
    with transaction.atomic():
        amount = Money(100_000, "COP")
        legs = [Leg(Account.PROCESSOR_CASH, amount), Leg(Account.SUSPENSE, -amount)]
        ledger.post(kind="adjustment", reference="one", at=at, postings=legs)
        ledger.post(kind="adjustment", reference="two", at=at, postings=legs)
    ledger.seal(at)
    yield tmp_path / "backups"
    assert drilled() == []


def command(name: str, *arguments: str) -> dict[str, Any]:
    """What it reports; one that reports differences also exits with 1."""
    out = StringIO()
    try:
        call_command(name, *arguments, "--json", stdout=out)
    except CommandError:
        if not out.getvalue():
            raise
    said: dict[str, Any] = json.loads(out.getvalue().splitlines()[0])
    return said


def test_a_backup_is_restored_and_is_what_it_was(kept: Path) -> None:
    made = command("backup")
    (dump,) = dumps(kept)
    manifest = json.loads(dump.with_suffix(".json").read_text())
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()} == {0o600}
    assert manifest["rows"]["payouts_entry"] == 2
    assert manifest["seal"]["sequence"] == 2
    assert manifest["bytes"] == made["bytes"] == dump.stat().st_size
    done = command("restore_drill")
    assert done["differences"] == []
    assert done["seal"] == manifest["seal"]
    assert set(done["steps"]) == {
        "read the backup and its SHA-256", "make a database", "pg_restore", "compare rows, guards and the last seal", "migrate", "ledger verify",
        "drop the database",
    }  # fmt: skip
    assert set(JobRun.objects.values_list("job", "status")) == {("backup", "succeeded"), ("restore_drill", "succeeded")}


def test_logins_may_be_given_as_files(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_ADMIN_URL", "DATABASE_SERVICE_URL"):
        (tmp_path / name).write_text(os.environ[name])
        monkeypatch.delenv(name)
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    command("backup")
    assert command("restore_drill")["differences"] == []


def test_policies_triggers_and_logins_survive(kept: Path) -> None:
    command("backup")
    name = command("restore_drill", "--keep-database")["database"]
    try:
        with by_admin(name) as restored:
            open_tables = restored.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND NOT (relrowsecurity AND relforcerowsecurity) AND relname <> 'django_migrations'"
            ).fetchall()
            assert open_tables == []
            triggers = {row[0] for row in restored.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")}
            assert {"entry_never", "posting_never", "seal_never", "postings_fit", "entry_complete", "made_here"} <= triggers
            restored.execute("SET ROLE casaora_service")
            with pytest.raises(Exception, match="permission denied"):
                restored.execute("UPDATE payouts_entry SET memo = 'x'")
            restored.execute("RESET ROLE")
            with pytest.raises(Exception, match="append-only"):
                restored.execute("DELETE FROM payouts_seal")
            restored.execute("SET ROLE casaora_web")
            assert restored.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)  # nobody acts, nobody is seen
    finally:
        with by_admin() as house:
            house.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_changed_byte_is_found_before_anything_is_made(kept: Path) -> None:
    command("backup")
    (dump,) = dumps(kept)
    whole = bytearray(dump.read_bytes())
    whole[len(whole) // 2] ^= 1
    dump.write_bytes(whole)
    with pytest.raises(CommandError, match="is not the file that was written"):
        command("restore_drill")
    assert JobRun.objects.get(job="restore_drill").status == JobRun.FAILED


def test_a_row_that_is_missing_is_named(kept: Path) -> None:
    command("backup")
    manifest = dumps(kept)[0].with_suffix(".json")
    said = json.loads(manifest.read_text())
    said["rows"]["accounts_market"] += 1
    manifest.write_text(json.dumps(said))
    there = Market.objects.count()
    assert command("restore_drill")["differences"] == [f"accounts_market has {there} rows and had {there + 1}"]
    assert JobRun.objects.get(job="restore_drill").status == JobRun.FAILED


def test_an_entry_that_somebody_changed_is_found_in_the_copy(kept: Path) -> None:
    with by_admin() as house:
        house.execute("ALTER TABLE payouts_entry DISABLE TRIGGER entry_never")
        house.execute("UPDATE payouts_entry SET memo = 'changed' WHERE reference = 'one'")
        house.execute("ALTER TABLE payouts_entry ENABLE TRIGGER entry_never")
    command("backup")
    (found,) = command("restore_drill")["differences"]
    assert found.startswith("ledger verify: changed")


def test_a_guard_that_is_gone_is_named(kept: Path) -> None:
    command("backup")
    manifest = dumps(kept)[0].with_suffix(".json")
    said = json.loads(manifest.read_text())
    said["rules"]["triggers"] = "0:"
    manifest.write_text(json.dumps(said))
    assert command("restore_drill")["differences"] == ["the triggers are not those of the backup"]


@pytest.fixture
def clerk(kept: Path) -> Iterator[str]:
    """A login that reads tables, and is nobody in their policies."""
    with by_admin() as house:
        house.execute("CREATE ROLE clerk LOGIN PASSWORD 'x'")
        house.execute("GRANT pg_read_all_data TO clerk")
        house.execute("GRANT CONNECT ON DATABASE \"" + admin().rpartition("/")[2] + "\" TO clerk")
    yield as_role("clerk", "x")
    with by_admin() as house:
        house.execute("DROP OWNED BY clerk")
        house.execute("DROP ROLE clerk")


def test_a_login_that_sees_too_little_makes_no_backup(kept: Path, clerk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_ADMIN_URL", clerk)
    with pytest.raises(CommandError, match="clerk does not see every row"):
        command("backup")
    assert list(kept.iterdir()) == []
    assert JobRun.objects.get(job="backup").status == JobRun.FAILED


def test_a_login_that_may_become_the_owner_sees_all_and_stops_where_a_policy_hides(kept: Path, clerk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As at providers whose administrator is no superuser."""
    with by_admin() as house:
        house.execute("GRANT casaora_owner, casaora_reader TO clerk WITH INHERIT TRUE, SET TRUE")
        house.execute("ALTER ROLE clerk CREATEDB")
    monkeypatch.setenv("DATABASE_ADMIN_URL", clerk)
    command("backup")
    assert command("restore_drill")["differences"] == []
    with by_admin() as house:
        house.execute("CREATE POLICY tail ON accounts_user AS RESTRICTIVE USING (id > 1)")
    try:
        with pytest.raises(CommandError, match="casaora_owner does not see every row of accounts_user"):
            command("backup")
    finally:
        with by_admin() as house:
            house.execute("DROP POLICY tail ON accounts_user")


def test_another_database_is_not_taken_for_ours(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("backup")
    name = command("restore_drill", "--keep-database")["database"]
    try:
        monkeypatch.setenv("DATABASE_ADMIN_URL", admin().rpartition("/")[0] + f"/{name}")
        clock.move(timedelta(minutes=1))
        with pytest.raises(CommandError, match="leads to another database"):
            command("backup")
    finally:
        with by_admin() as house:
            house.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
