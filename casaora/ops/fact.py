"""One fact beside a runbook, and the words that several facts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.users.values import VALUES
from casaora.kit.models import JobRun


@dataclass(frozen=True, slots=True)
class Fact:
    """``is_well`` is None where a figure is neither good nor bad."""

    label: str
    value: Any
    is_well: bool | None = None


def status(run: JobRun) -> str:
    """How a job ended, in words."""
    return str(VALUES.get(run.status, run.status))


def ago(moment: datetime | None, at: datetime) -> str:
    """How long before ``at`` something happened: minutes for two hours, then hours."""
    if moment is None:
        return _("never")
    minutes = int((at - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 120:
        return _("%(count)s min ago") % {"count": minutes}
    return _("%(count)s h ago") % {"count": minutes // 60}
