"""Questions that people ask before they book in a city, answered from what is stored: prices, areas, the policy that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.places.models import City
from bookings.catalog.cancellation import ALL, Cancellation
from bookings.cities.queries import Addition, Offer
from casaora.design import dates
from casaora.kit.money import Money, show


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its whole answer, in the reader's language."""

    question: str
    answer: str


def of_city(city: City, offers: Sequence[Offer], reached: int, cancellation: Cancellation) -> list[Question]:
    """About a city where people can be booked; ``reached`` counts the neighborhoods that somebody goes to."""
    low, high = min(offer.low for offer in offers), max(offer.high for offer in offers)
    named = {"city": city.name}
    where = ngettext(
        "Somebody goes to %(count)s neighborhood of %(city)s at the moment. When you book, we check that the person you chose goes to your address.",
        "People go to %(count)s neighborhoods of %(city)s at the moment. When you book, we check that the person you chose goes to your address.",
        reached,
    )  # fmt: skip
    return [
        Question(_("What does an hour of help cost in %(city)s?") % named, f"{_between(city, low, high)} {_rate()}"),
        Question(_("Which neighborhoods do people go to?"), where % {**named, "count": reached}),
        *_usual(cancellation),
        Question(
            _("In which time zone are the hours?"),
            _("In that of %(city)s, on every page and in every letter, wherever you read it.") % named,
        ),
    ]


def of_service(city: City, offer: Offer, additions: Sequence[Addition], cancellation: Cancellation) -> list[Question]:
    """About one service in one city."""
    named = {"service": offer.service.name, "city": city.name}
    visit = _("The shortest visit lasts %(length)s, and a whole visit begins at %(price)s.") % {
        "length": dates.length(offer.shortest_minutes), "price": show(offer.visit),
    }  # fmt: skip
    found = [
        Question(_("What does it cost in %(city)s?") % named, " ".join((_between(city, offer.low, offer.high), visit, _rate())))
    ]
    if additions:
        said = ", ".join(f"{addition.name} ({price_of(addition)})" for addition in additions[:4])
        words = _("Some people offer extras, each at a price of its own: %(extras)s. You choose them with the visit.")
        found.append(Question(_("What can I add?"), words % {"extras": said}))
    return [*found, *_usual(cancellation)]


def price_of(addition: Addition) -> str:
    """``from $ 28.750``, or the same for an hour."""
    values = {"price": show(addition.price)}
    return (_("from %(price)s / h") if addition.is_hourly else _("from %(price)s")) % values


def _between(city: City, low: Money, high: Money) -> str:
    values = {"city": city.name, "low": show(low), "high": show(high), "price": show(low)}
    if low == high:
        return _("An hour costs %(price)s in %(city)s at the moment, our fee inside.") % values
    return _("An hour costs between %(low)s and %(high)s in %(city)s at the moment, our fee inside.") % values


def _rate() -> str:
    return _("Each professional names the rate and receives all of it.")


def _usual(cancellation: Cancellation) -> list[Question]:
    return [
        Question(
            _("When is my card charged?"),
            _("When the professional says yes. Until then your bank only sets the amount aside. If she declines or does not answer in time, at most 24 hours, the hold is released and you pay nothing. After her yes, Casaora keeps your payment until the work is done."),
        ),
        Question(_("Who checks the people?"), _("Our team does, before the first visit: identity document, police record, references of earlier homes and an interview. Each profile shows the date of each check.")),
        Question(_("What if my plans change?"), " ".join(_canceling(cancellation))),
    ]  # fmt: skip


def _canceling(cancellation: Cancellation) -> list[str]:
    lines = [_("Until she accepts you withdraw free of charge.")]
    for tier in cancellation.tiers:
        words = _("Up to %(hours)s hours before the start everything goes back.")
        if tier.basis_points < ALL:
            words = _("Up to %(hours)s hours before it, %(percent)s%% goes back.")
        lines.append(words % {"hours": tier.hours, "percent": tier.basis_points // 100})
    lines.append(_("Later than that, nothing does. If she cancels or does not come, you get everything."))
    if cancellation.right is not None:
        lines.append(_("Where the law gives you more, you get more."))
    return lines
