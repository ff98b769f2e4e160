"""A deployed house that makes no backups, or never tries one, is told so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from casaora.kit.models import JobRun
from casaora.ops import rules

pytestmark = pytest.mark.django_db
DONE = JobRun.SUCCEEDED


def told(at: datetime) -> set[str]:
    return {signal.kind for signal in rules.house(at)} & {"backup_old", "drill_old"}


def test_backups_and_drills_that_are_missing_are_alarms_of_a_deployed_house_only(settings: Any, at: datetime) -> None:
    assert told(at) == set()
    settings.IS_DEPLOYED = True
    assert told(at) == {"backup_old", "drill_old"}
    JobRun.objects.create(job="backup", started_at=at, status=DONE)
    JobRun.objects.create(job="restore_drill", started_at=at, status=DONE)
    assert told(at + timedelta(hours=26)) == set()
    assert told(at + timedelta(hours=27)) == {"backup_old"}
    JobRun.objects.create(job="backup", started_at=at + timedelta(days=9), status=DONE)
    JobRun.objects.create(job="restore_drill", started_at=at + timedelta(days=8), status=JobRun.FAILED)
    assert told(at + timedelta(days=9)) == {"drill_old"}
