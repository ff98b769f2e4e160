"""Which backups stay, and that nobody else's file goes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casaora.safekeeping import programs
from casaora.safekeeping.folder import MAKER, Backup, backups, expendable, thin_out
from casaora.safekeeping.programs import CannotKeep

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def keep(folder: Path, moment: datetime, maker: str = MAKER) -> Backup:
    backup = Backup(moment, folder)
    backup.dump.write_text("x")
    backup.manifest.write_text(json.dumps({"made_by": maker}))
    return backup


def test_seven_days_five_weeks_and_twelve_months_stay() -> None:
    nightly = [NOW - timedelta(days=n) for n in range(800)]
    kept = sorted(set(nightly) - expendable(nightly, daily=7, weekly=5, monthly=12), reverse=True)
    assert kept[:7] == nightly[:7]
    assert len(kept) <= 7 + 5 + 12
    assert len({f"{m:%Y-%m}" for m in kept}) == 12
    assert {f"{m:%G-%V}" for m in nightly[:29]} <= {f"{m:%G-%V}" for m in kept}


def test_the_newest_stays_whatever_is_asked_for() -> None:
    assert expendable([NOW, NOW - timedelta(days=1)], daily=0, weekly=0, monthly=0) == {NOW - timedelta(days=1)}


def test_of_one_day_the_last_stays() -> None:
    assert expendable([NOW, NOW - timedelta(hours=2)], daily=7, weekly=5, monthly=12) == {NOW - timedelta(hours=2)}


def test_only_our_own_files_go(tmp_path: Path) -> None:
    old, new = keep(tmp_path, NOW - timedelta(hours=1)), keep(tmp_path, NOW)
    strangers = keep(tmp_path, NOW - timedelta(hours=3), maker="somebody")
    (tmp_path / "casaora-notes.json").write_text("{}")
    (tmp_path / f".casaora-{NOW - timedelta(days=2):%Y%m%dT%H%M%SZ}.dump.part").write_text("half")
    (tmp_path / f".casaora-{NOW:%Y%m%dT%H%M%SZ}.dump.part").write_text("being written")
    assert thin_out(tmp_path, daily=1, weekly=1, monthly=1, at=NOW) == 1
    assert backups(tmp_path) == [new]
    assert not old.dump.exists()
    assert strangers.dump.exists()
    assert (tmp_path / "casaora-notes.json").exists()
    assert [p.name for p in tmp_path.glob("*.part")] == [f".casaora-{NOW:%Y%m%dT%H%M%SZ}.dump.part"]


def test_a_dump_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    keep(tmp_path, NOW).manifest.unlink()
    assert backups(tmp_path) == []


def test_a_program_that_is_older_than_the_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.14 (Debian 15.14-0)'\n")
    old.chmod(0o755)
    with pytest.raises(CannotKeep, match="is older than the server, PostgreSQL 18"):
        programs.refuse_older("pg_dump", 18)
    assert programs.refuse_older("pg_dump", 15).startswith("pg_dump (PostgreSQL) 15.14")


def test_where_there_is_no_program_the_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(CannotKeep, match="say in PG_BIN"):
        programs.find("pg_dump")
