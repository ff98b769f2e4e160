"""Why a choice cannot be booked, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bookings.availability.week import misfit_in_words
from bookings.catalog import quotes
from bookings.lifecycle import requests
from casaora.kit.money import show


def why(refused: Exception) -> str:
    """A sentence that says what to do."""
    if isinstance(refused, requests.SlotTaken):
        taken = _("That time was just taken. Nothing was charged. These times are free nearby.")
        return misfit_in_words(refused.misfit, taken)
    if isinstance(refused, requests.TooManyRequests):
        return _("You have several requests waiting. Wait for an answer, or withdraw one, before you make another. Nothing was charged.")
    if isinstance(refused, requests.ClosedNow):
        return _("We take no new bookings for the moment. Visits that are agreed take place. Nothing was charged: try again in a while.")
    if isinstance(refused, requests.ProcessorAway):
        return _("The payment page could not be opened. Nothing was charged: try again in a moment.")
    if isinstance(refused, requests.NotServed):
        return _("That address is outside the area served. Choose another address or another person. Nothing was charged.")
    if isinstance(refused, quotes.TooShort):
        return _("That is shorter than the shortest visit. Choose more hours.")
    if isinstance(refused, quotes.TooLong):
        return _("That is longer than a visit may be. Choose fewer hours.")
    if isinstance(refused, quotes.BelowMinimum) and refused.limit:
        return _("A visit costs at least %(amount)s. Choose more hours or an extra.") % {"amount": show(refused.limit)}
    if isinstance(refused, quotes.AboveMaximum) and refused.limit:
        return _("A visit costs at most %(amount)s. Choose fewer hours or fewer extras.") % {"amount": show(refused.limit)}
    return _("That is not offered any more. Choose again; nothing was charged.")
