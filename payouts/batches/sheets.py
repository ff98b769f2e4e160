"""Statements as a sheet that a person opens in a spreadsheet: one row a line, plain numbers, and nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casaora.kit.money import EXPONENT, Money
from payouts.batches.statements import Statement

#: A cell that begins so may be taken for a formula by the program that opens it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Tells spreadsheets that the letters are UTF-8.
MARK = "\ufeff"


def sheet(statements: Iterable[Statement], zone: ZoneInfo) -> str:
    """CSV, in the reader's language: for each payout its lines, what settled a debt, and what was sent. The amounts sum to the transfers."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([
        _("Payout"), _("Sent on"), _("Booking"), _("What for"), _("Visit ended on"), _("Amount"), _("Currency"), _("Ledger entry"), _("Transfer"),
    ])  # fmt: skip
    for each in statements:
        payout = each.payout
        sent = [payout.reference, _day(payout.paid_at, zone)]
        for line in each.lines:
            cells = [line.reference, line.kind_words, _day(line.ended_at, zone), plain(line.amount), line.amount.currency]
            rows.writerow([safe(cell) for cell in (*sent, *cells, str(line.entry_id or ""), payout.transfer_id or "")])
        if each.netted:
            what = _("Refunds after an earlier payout")
            rows.writerow([safe(cell) for cell in (*sent, "", what, "", plain(each.minus_netted), each.netted.currency, str(each.entry_id or ""), payout.transfer_id or "")])
    return MARK + out.getvalue()


def plain(amount: Money) -> str:
    """``136000.00``: a number for a program, without sign of the currency or thousands."""
    exponent = EXPONENT[amount.currency]
    whole, rest = divmod(abs(amount.minor), 10**exponent)
    minus = "-" if amount.minor < 0 else ""
    return f"{minus}{whole}.{rest:0{exponent}d}" if exponent else f"{minus}{whole}"


def safe(cell: str) -> str:
    """The same text, never a formula: what begins like one gets an apostrophe before it, but for a negative number of ours."""
    is_number = cell.startswith("-") and cell[1:].replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell.startswith(FORMULA) and not is_number else cell


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""
