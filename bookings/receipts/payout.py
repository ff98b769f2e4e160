"""Draws a payout's statement as a PDF, on the same page as receipts."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.receipts.document import INK, MUTED, WINE, Page
from casaora.design import dates
from casaora.kit.money import show
from payouts.batches.statements import Line, Statement


def drawn(statement: Statement, *, name: str, zone: str, made_at: datetime) -> bytes:
    """The statement of one payout. ``name`` is the professional's; ``made_at`` only dates the file."""
    payout = statement.payout
    title = _("Statement %(reference)s") % {"reference": payout.reference}
    page = Page(title, made_at)
    page.frieze()
    page.set_y(20)
    page.say("casaora", size=26, color=WINE, family="Faustina")
    page.ln(6)
    page.start_section(title)
    page.say(title, size=22, family="Faustina")
    page.say(_("Payout of %(day)s, for %(name)s") % {"day": _day(payout.paid_at or payout.planned_at, zone), "name": name}, color=MUTED)
    page.ln(3)
    page.say(_("Sent to you"), color=MUTED)
    page.say(show(statement.net), size=24, color=INK, family="Faustina")
    page.heading(_("What it is for"))
    for line in statement.lines:
        page.pair(f"{line.reference} · {line.kind_words}", show(line.amount), small=_small(line, zone))
    if statement.netted:
        page.pair(_("Sum"), show(statement.gross))
        page.pair(_("Refunds after an earlier payout"), show(statement.minus_netted))
    page.pair(_("Sent to you"), show(statement.net), bold=True)
    page.ln(6)
    if payout.transfer_id:
        page.say(_("Transfer %(number)s") % {"number": payout.transfer_id}, size=8, color=MUTED)
    if statement.entry_id:
        page.say(dates.capital(_("ledger entry %(number)s") % {"number": statement.entry_id}), size=8, color=MUTED)
    page.say(_("A statement of what Casaora sent to you. It is not an electronic invoice."), size=8, color=MUTED)
    page.say(f"{settings.SITE_URL.partition('://')[2]} · {payout.reference}", size=8, color=MUTED)
    return bytes(page.output())


def _small(line: Line, zone: str) -> str:
    """When the visit ended, and the entry that released it."""
    parts = [_day(line.ended_at, zone)] if line.ended_at else []
    if line.entry_id:
        parts.append(_("ledger entry %(number)s") % {"number": line.entry_id})
    return dates.capital(" · ".join(parts))


def _day(moment: datetime, zone: str) -> str:
    """With its year, as a document needs it."""
    day = dates.local(moment, zone)
    return f"{dates.long_day(day)} {'de ' if dates.language() == 'es' else ''}{day.year}"
