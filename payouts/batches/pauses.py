"""Why a batch waits, where the processor's word alone would say little."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

PAUSED = {"balance_insufficient": gettext_noop("our balance at the processor is too small")}


def why_paused(reason: str) -> str:
    """The processor's word, in ours where we have one."""
    return f"{_(PAUSED[reason])} ({reason})" if reason in PAUSED else reason
