"""What to do when something is wrong: texts in both languages, each with the facts of this moment and its safe buttons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Runbook:
    """``facts`` are functions of ``casaora.ops.facts``, ``remedies`` names of ``casaora.ops.remedies``; ``command``: the same in a terminal."""

    title: Any
    facts: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


RUNBOOKS = {
    "processor-down": Runbook(_("The processor is down"), ("unknown", "inbox"), ("settle_unknown",), ("doctor --online", "remedy settle_unknown", "check_invariants")),
    "database-slow": Runbook(_("The database is slow, or read-only"), ("health", "traffic"), ("run_jobs",), ("doctor",)),
    "broker-lost": Runbook(_("The broker is lost, or the clock is silent"), ("health", "queues", "jobs"), ("run_jobs",), ("doctor", "remedy run_jobs")),
    "webhook-backlog": Runbook(_("Messages of the processor pile up"), ("inbox", "queues"), ("handle_events",), ("remedy handle_events", "process_webhooks")),
    "payout-batch-stuck": Runbook(_("A payout batch is stuck"), ("batches", "unknown"), ("settle_unknown", "plan_payouts", "resume_batches"),
                                  ("run_payouts --dry-run", "send_transfers", "remedy settle_unknown")),
    "ledger-difference": Runbook(_("The books differ"), ("proofs", "unknown"), ("prove_books", "settle_unknown"), ("ledger verify", "check_invariants", "remedy prove_books", "reconcile")),
    "dispute-wave": Runbook(_("Many disputes"), ("disputes",), (), ("check_invariants",)),
    "leaked-key": Runbook(_("A key has leaked, or is refused"), ("health", "doors"), ("settle_unknown",), ("doctor --online", "reconcile", "check_invariants")),
    "restore-from-backup": Runbook(_("Restore from a backup"), ("backups",), ("prove_books",), ("backup", "restore_drill", "ledger verify")),
    "clock-job": Runbook(_("A job failed or did not run"), ("jobs", "queues"), ("run_jobs",), ("remedy run_jobs",)),
    "mail-down": Runbook(_("Notices do not leave"), ("outbox", "queues"), ("deliver_outbox",), ("remedy deliver_outbox",)),
    "objectives": Runbook(_("An error budget burns"), ("objectives", "traffic"), (), ()),
    "switches": Runbook(_("A switch was left turned"), ("switches",), (), ()),
    "smoke": Runbook(_("The synthetic journey failed"), ("health", "smoke"), (), ("smoke --base-url URL",)),
}  # fmt: skip


class NoSuchRunbook(LookupError):
    """Nothing is written about that."""


def text(slug: str) -> str:
    """The runbook as HTML, in the reader's language (English where there is no other). Raises NoSuchRunbook."""
    if slug not in RUNBOOKS:
        raise NoSuchRunbook(slug)
    language = "es" if (get_language() or "en").startswith("es") else "en"
    source = (HERE / f"{slug}.{language}.md").read_text(encoding="utf-8")
    html = str(MarkdownIt("commonmark", {"html": False}).enable("table").render(source))
    for other, book in RUNBOOKS.items():  # the name of another runbook leads to it
        if other != slug:
            html = html.replace(f"<strong>{escape(book.title)}</strong>", f'<a href="{reverse("admin:runbook", args=[other])}">{escape(book.title)}</a>')
    return html
