"""Draws a receipt as a PDF: our letters inside it, words that can be searched and read aloud, in the active language."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bookings.lifecycle.models import Booking
from bookings.receipts.movements import Movement, Sums
from casaora.design import dates
from casaora.kit.money import show

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table that it leaves out
FONTS = Path(__file__).parent / "fonts"
WINE, TEAL, SUN, LEAF, ROSE = (122, 59, 74), (0, 166, 153), (240, 182, 74), (120, 140, 93), (230, 195, 197)
INK, MUTED, LINE = (26, 15, 17), (90, 77, 82), (220, 212, 215)
MARGIN, WIDTH = 22, 166  # millimeters, of an A4 page


class Page(FPDF):
    """An A4 page with our fonts; letters that Spanish does not have come from a second file of the same family."""

    def __init__(self, title: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        for family, style, file in (("Figtree", "", "figtree-regular"), ("Figtree", "B", "figtree-semibold"), ("Faustina", "", "faustina-semibold"), ("Ext", "", "figtree-regular-ext")):
            self.add_font(family, style, FONTS / f"{file}.ttf")
        self.set_fallback_fonts(["Ext"], exact_match=False)
        self.set_title(title)
        self.set_author("Casaora")
        self.set_lang("es-CO" if dates.language() == "es" else "en")
        self.set_creation_date(made_at)
        self.set_margins(MARGIN, 18, MARGIN)
        self.set_auto_page_break(True, 24)
        self.c_margin = 0
        self.add_page()

    def say(self, words: str, *, size: int = 10, bold: bool = False, color: tuple[int, int, int] = INK, family: str = "Figtree") -> None:
        """A paragraph."""
        self.set_font(family, "B" if bold else "", size)
        self.set_text_color(*color)
        self.multi_cell(0, size * 0.52, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")

    def heading(self, words: str) -> None:
        """Of a part."""
        self.ln(6)
        self.start_section(words)
        self.say(words, size=14, family="Faustina")
        self.ln(1.5)

    def pair(self, words: str, amount: str, *, small: str = "", bold: bool = False) -> None:
        """A line with its amount at the right edge, ``small`` words below it, and a hairline."""
        self.set_font("Figtree", "B" if bold else "", 11 if bold else 10)
        self.set_text_color(*INK)
        top = self.get_y()
        self.multi_cell(WIDTH - 42, 6, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        below = self.get_y()
        self.set_xy(MARGIN + WIDTH - 42, top)
        self.cell(42, 6, amount, align="R")
        self.set_xy(MARGIN, below)
        if small:
            self.say(small, size=8, color=MUTED)
        self.set_draw_color(*(INK if bold else LINE))
        self.line(MARGIN, self.get_y() + 1, MARGIN + WIDTH, self.get_y() + 1)
        self.ln(2.5)

    def frieze(self) -> None:
        """The row of tiles at the head: a drawing that says nothing."""
        side = 210 / 21
        for n in range(21):
            ground, shape = ((WINE, ROSE), (TEAL, SUN), (SUN, WINE), (ROSE, LEAF), (LEAF, ROSE))[n % 5]
            self.set_fill_color(*ground)
            self.rect(n * side, 0, side + 0.1, side, style="F")
            self.set_fill_color(*shape)
            if n % 2:
                self.ellipse(n * side + side / 4, side / 4, side / 2, side / 2, style="F")
            else:
                self.polygon([(n * side, side), (n * side + side / 2, 0), (n * side + side, side)], style="F")


def receipt(booking: Booking, sums: Sums, *, customer: str, made_at: datetime) -> bytes:
    """The document of a booking with money in it. ``customer`` is the household's name; ``made_at`` only dates the file."""
    zone = booking.city.time_zone
    number = _("Receipt %(reference)s") % {"reference": booking.reference}
    page = Page(number, made_at)
    page.frieze()
    page.set_y(20)
    page.say("casaora", size=26, color=WINE, family="Faustina")
    page.ln(6)
    page.start_section(number)
    page.say(number, size=22, family="Faustina")
    page.say(_("Made on %(day)s, time in %(city)s") % {"day": _day(made_at, zone), "city": booking.city.name}, color=MUTED)
    page.ln(4)
    _visit(page, booking, customer, zone)
    _price(page, booking)
    _money(page, booking, sums, zone)
    page.ln(8)
    page.say(_("A receipt of what was paid through Casaora. It is not an electronic invoice."), size=8, color=MUTED)
    page.say(f"{settings.SITE_URL.partition('://')[2]} · {booking.reference} · {booking.payment.reference}", size=8, color=MUTED)
    return bytes(page.output())


def _visit(page: Page, booking: Booking, customer: str, zone: str) -> None:
    page.heading(_("The visit"))
    start, end = dates.hour(dates.local(booking.starts_at, zone)), dates.hour(dates.local(booking.ends_at, zone))
    for name, words in (
        (_("Service"), booking.offering.service.name),
        (_("When"), f"{_day(booking.starts_at, zone)}, {_('%(start)s to %(end)s') % {'start': start, 'end': end}}"),
        (_("Where"), f"{booking.address_line}, {booking.neighborhood.name}, {booking.city.name}"),
        (_("Who"), booking.professional.display_name),
        (_("For"), customer),
    ):
        top = page.get_y()
        page.say(name, color=MUTED)
        page.set_xy(MARGIN + 28, top)
        page.set_font("Figtree", "", 10)
        page.set_text_color(*INK)
        page.multi_cell(WIDTH - 28, 5.2, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


def _price(page: Page, booking: Booking) -> None:
    page.heading(_("The price that was agreed"))
    for line in booking.lines:
        small = f"{show(line.rate)} × {dates.length(line.minutes)}" if line.rate and line.minutes else ""
        page.pair(line.name_es if dates.language() == "es" else line.name_en, show(line.amount), small=small)
    page.pair(_("Casaora service fee"), show(booking.fee))
    page.pair(_("Total"), show(booking.total), bold=True)


def _money(page: Page, booking: Booking, sums: Sums, zone: str) -> None:
    page.heading(_("What moved"))
    for movement in sums.movements:
        page.pair(_words(movement, booking), show(movement.amount) if movement.is_paid else f"−{show(movement.amount)}", small=_day(movement.at, zone))
    page.pair(_("You have paid"), show(sums.net), bold=True)


def _words(movement: Movement, booking: Booking) -> str:
    payment = booking.payment
    card = f"{payment.card_brand.capitalize()} •••• {payment.card_last4}" if payment.card_last4 else _("card")
    return {
        "visit": _("Paid with %(card)s") % {"card": card}, "tip": _("Tip"), "extra_time": _("Extra time"), "card": _("Back on your card"),
        "transfer": _("Back by bank transfer"), "bank": _("Given back by your bank"),
    }[movement.kind]


def _day(moment: datetime, zone: str) -> str:
    """With its year, as a document needs it."""
    day = dates.local(moment, zone)
    return f"{dates.long_day(day)} {'de ' if dates.language() == 'es' else ''}{day.year}"
