"""What the explaining pages say in lists: each line with its icon, in the reader's language. What the product does is asked of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.vetting.models import Check
from bookings.catalog.cancellation import Cancellation
from bookings.catalog.models import PricingPolicy
from bookings.directory.profile import ICONS

TITLES: dict[str, Callable[[], str]] = {
    "how": lambda: _("How it works"),
    "pricing": lambda: _("Prices"),
    "trust": lambda: _("Trust and safety"),
    "money": lambda: _("How the money works"),
    "professionals": lambda: _("Work with Casaora"),
    "about": lambda: _("About us"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An icon, a few words, and a sentence; of a stage, too, what it is for whoever does the work, and where the money is."""

    icon: str
    title: str
    text: str
    hers: str = ""
    money: str = ""


def stages() -> list[Line]:
    """A visit from the search to the payout, seen from both sides."""
    return [
        Line("search", _("You look, and see prices whole"),
             _("Say what, where and when. You see people who are free then, at prices with everything inside."),
             _("Her own hours, areas and rate decide where she is found. Nobody pays to be seen first."), _("On your card")),
        Line("lock", _("You ask, and your bank holds"),
             _("The full price is set aside on your card. Nothing is charged."),
             _("She reads what, when, the neighborhood and what she receives. Not your address yet."), _("Held on your card")),
        Line("hourglass", _("She answers"),
             _("Within 24 hours, and never later than two hours before the start. No reply: the hold is released by itself."),
             _("Saying no is free. With her yes she sees the address, and her pay is safe before she leaves home."), _("With Casaora")),
        Line("key-round", _("She is at the door"),
             _("Your booking has a code of four digits. You say it to her, and you both know that the right people met."),
             _("If nobody opens, one button tells you at once, and she waits for half an hour."), _("With Casaora")),
        Line("circle-check", _("The work is done"),
             _("You have 48 hours to tell us about a problem. A tip is yours to give, and all of it is hers."),
             _("If she stays longer, you agree on the extra time, and it is paid like the rest."), _("With Casaora")),
        Line("hand-heart", _("She is paid"),
             _("On Tuesday or Friday. Until then the payment has stayed with us, and you could follow it."),
             _("Straight to her account, with one line for each visit, and the lines sum to what arrives."), _("With her")),
    ]  # fmt: skip


def plans() -> list[Line]:
    """What there is when something does not go as planned."""
    return [
        Line("repeat", _("Another time"), _("Either of you proposes one, the other says yes or no. Until then the agreed time holds.")),
        Line("ban", _("You cancel"), _("Before you confirm, you read what goes back, to the last peso. The earlier, the more; early enough, everything.")),
        Line("refresh-cw", _("She cancels, or does not come"), _("Everything goes back to your card.")),
        Line("scale", _("Something went wrong"),
             _("Either of you reports it within 48 hours. The money stays where it is, both are heard, and a person decides. "
               "Who disagrees asks once more, and somebody else decides.")),
    ]  # fmt: skip


def checks() -> list[dict[str, Any]]:
    """The kinds of checks as staff record them, and which of them nobody works without."""
    texts = {
        Check.IDENTITY: _("The document itself, in person, beside the face that it belongs to."),
        Check.POLICE: _("The official record, as our team found it on the day that the profile names."),
        Check.REFERENCES: _("People whose homes she worked in. We call them."),
        Check.INTERVIEW: _("Face to face: the craft, and how she wants to be treated."),
        Check.CERTIFICATE: _("For care and other trained work, where there are any. The profile names the school."),
    }
    return [
        {"icon": ICONS[kind], "title": label, "text": texts[kind], "is_required": kind in Check.REQUIRED} for kind, label in Check.KINDS
    ]


def on_the_day() -> list[Line]:
    """What keeps both safe around a visit."""
    return [
        Line("map-pin", _("Your address waits for her yes"), _("Until then she sees the neighborhood. Search shows nobody where you live.")),
        Line("key-round", _("A code at the door"), _("Four digits on your booking. She cannot begin early without them, or without standing at the home.")),
        Line("contrast", _("Nobody is followed"),
             _("A telephone is asked where it is only when somebody presses the button for it. Of her we keep the distance from the door, never the place.")),
        Line("ban", _("Nobody has to stay"), _("Work that is unsafe or humiliating need not be done. Harassment and violence end an account.")),
    ]  # fmt: skip


def your_money() -> list[Line]:
    """What keeps money and cards safe."""
    return [
        Line("credit-card", _("We never see your card"), _("You type it on the page of the card processor. What we keep is its name and the last four figures.")),
        Line("lock", _("First a hold, then a safe place"), _("Nothing is charged before her yes. After it, the payment stays with us until the visit is done and 48 hours have passed.")),
        Line("scale", _("Books that prove themselves"),
             _("Each peso is written twice, where it came from and where it went. Every night we compare our books with the processor’s.")),
    ]  # fmt: skip


def questions() -> list[tuple[str, str]]:
    """What people ask first."""
    return [
        (_("When is my card charged?"),
         _("When the professional says yes. Until then your bank only sets the amount aside. If she declines or does not answer in time, at most 24 hours, the hold is released and you pay nothing. After her yes, Casaora keeps your payment until the work is done.")),
        (_("Can I see the price before I book?"), _("Always. The price you see in search already includes our fee. The review page splits it line by line.")),
        (_("What if she does not answer?"), _("The request ends by itself, the hold is released, and we name others who are free at that time.")),
        (_("What if something goes wrong?"), _("Tell us within 48 hours of the visit. The money stays with us until both sides have been heard.")),
    ]  # fmt: skip


def price_questions() -> list[tuple[str, str]]:
    """What people ask about prices."""
    return [
        (_("Who sets the price?"), _("The professional. She names her rate for each kind of work and changes it when she wants. A booking keeps the price that it was made at.")),
        (_("What is our fee for?"),
         _("For the checks and the people who do them, for keeping the payment safe, for hearing both sides when something goes wrong. The card processor’s costs are paid out of it, too.")),
        (_("Is there a membership?"), _("No. Nobody pays to be here, to look, to be seen or to be paid.")),
        (_("And a tip?"), _("It is yours to give, after the visit. All of it is hers; we take nothing of it.")),
    ]  # fmt: skip


def canceling(policy: PricingPolicy) -> dict[str, Any]:
    """What goes back when a customer cancels, as the policy says: rows of words and a share, and the law's own right."""
    terms = Cancellation.from_json(policy.cancellation_terms)
    rows = []
    tiers = [(tier.hours, tier.basis_points) for tier in terms.tiers]
    if tiers:
        rows.append((_("%(hours)s hours before the start, or earlier") % {"hours": tiers[0][0]}, _share(tiers[0][1])))
        for (earlier, _more), (hours, points) in pairwise(tiers):
            rows.append((_("%(first)s to %(last)s hours before") % {"first": hours, "last": earlier}, _share(points)))
        rows.append((_("Later than %(hours)s hours before") % {"hours": tiers[-1][0]}, _("nothing")))
    right = terms.right
    law = ""
    if right:
        count = {"days": right.days, "ahead": right.ahead_days}
        law = ngettext(
            "And by law: within %(days)s working day of her yes, where the visit is %(ahead)s days away or more, everything goes back.",
            "And by law: within %(days)s working days of her yes, where the visit is %(ahead)s days away or more, everything goes back.", right.days,
        ) % count if right.is_business else _("And by law: within %(days)s days of her yes everything goes back, until the visit begins.") % count  # fmt: skip
    return {"rows": rows, "law": law}


def _share(basis_points: int) -> str:
    return _("everything") if basis_points == 10_000 else _("%(percent)s%%") % {"percent": basis_points // 100}
