"""The last backup is too old: made, tried, and restored into a database that is kept, by the runbook's own commands."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from psycopg import sql

from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from payouts.ledger.actions import seal
from payouts.ledger.models import Entry
from tests.ops.drills.duty import Duty, sound
from tests.ops.keeping import admin, by_admin, drilled
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import MINUTE

#: Roles and databases belong to the cluster: one process at a time.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("safekeeping")]


def said(name: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[0])
    return found


def test_a_backup_is_made_tried_and_restored_beside_the_house(
    stage: Stage, ears: Ears, at: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    stage.confirmed()
    seal(at)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    monkeypatch.setenv("DATABASE_ADMIN_URL", admin())
    settings.IS_DEPLOYED = True
    watched(at)
    assert {"backup_old", "drill_old"} <= open_now()
    assert "ALARM: There is no backup of the last day." in ears.heard(at)
    Duty().takes("backup_old")
    settings.IS_DEPLOYED = False  # the programs of the embedded engine, and one login

    made = Path(said("backup")["file"])
    assert said("restore_drill")["differences"] == []
    report = said("restore_drill", "--keep-database", made.stem)
    try:
        assert drilled() == [report["database"]]
        with by_admin(report["database"]) as restored:
            (entries,) = restored.execute("SELECT count(*) FROM payouts_entry").fetchone() or (0,)
            assert entries == Entry.objects.count() > 0
    finally:
        with by_admin() as house:
            house.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(report["database"])))

    settings.IS_DEPLOYED = True
    assert set(JobRun.objects.filter(job__in=["backup", "restore_drill"]).values_list("status", flat=True)) == {JobRun.SUCCEEDED}
    watched(clock.now() + MINUTE)
    assert not {"backup_old", "drill_old"} & open_now()
    assert "OVER: There is no backup of the last day." in ears.heard(clock.now() + MINUTE)
    settings.IS_DEPLOYED = False
    sound(clock.now() + 2 * MINUTE)
