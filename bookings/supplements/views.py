"""Door 1 to tips and extra time: give one, propose one, answer, pay, read the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.catalog.models import STEP_MINUTES
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.proposals import ProposalWaits, TimeTaken
from bookings.lifecycle.requests import RequestRefused, TooManyRequests
from bookings.lifecycle.views import mine, names_of
from bookings.payments.actions import BeingConfirmed
from bookings.supplements import actions, amounts, process, queries
from bookings.supplements.actions import SupplementWaits
from bookings.supplements.authorization import authorize
from bookings.supplements.forms import ExtraTime, Tip
from bookings.supplements.models import Supplement
from bookings.supplements.proposals import agreed_minutes, priced
from casaora.kit import clock
from casaora.kit.money import show
from casaora.kit.steps import By
from casaora.ratelimits import limited
from casaora.stripe.errors import ProcessorError

SEE_OTHER = 303


def _mine(request: HttpRequest, reference: str) -> tuple[Supplement, By]:
    """The supplement and in which role this person is party to its booking. 404 for somebody else's, the same as for none."""
    booking, by = mine(request, reference.rpartition("-")[0])
    supplement = next((row for row in queries.visible_to(booking, by) if row.reference == reference), None)
    if supplement is None:
        raise Http404
    supplement.booking = booking
    return supplement, by


def _to_page(supplement: Supplement) -> HttpResponse:
    """On to the processor's page, or to ours while there is none."""
    address = supplement.payment.session_url if supplement.payment and supplement.state == process.PENDING else ""
    return HttpResponseRedirect(address, status=SEE_OTHER) if address else redirect("bookings:supplement", supplement.reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("booking")
def tip(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose an amount, then the processor's page."""
    booking, by = mine(request, reference)
    at = clock.now()
    if not queries.beside(booking, by, at).may_tip:
        messages.error(request, _("There is nothing to tip here now."))
        return redirect("bookings:detail", reference)
    room = actions.room_for_tips(booking, booking.supplements.all())
    form = Tip(request.POST if request.method == "POST" else None, offered=amounts.presets(booking.subtotal, room=room), currency=booking.currency)
    if request.method == "POST" and form.is_valid():
        try:
            return _to_page(actions.tip(reference=reference, amount=form.amount(), by=by, at=at, language=get_language() or "en"))
        except (amounts.SupplementRefused, RequestRefused, SupplementWaits, NotNow) as refused:
            form.add_error("own" if isinstance(refused, amounts.SupplementRefused) else None, _why(refused))
    context = {"booking": booking, "form": form, "zone": booking.city.time_zone, "room": room, "least": amounts.least_tip(booking.currency)}
    return render(request, "supplements/tip.html", context)


def _why(refused: Exception) -> str:
    limit = show(refused.limit) if isinstance(refused, amounts.SupplementRefused) and refused.limit else ""
    if isinstance(refused, amounts.TooSmall):
        return _("The smallest tip is %(amount)s") % {"amount": limit}
    if isinstance(refused, amounts.TooLarge):
        return _("For this visit it can be up to %(amount)s") % {"amount": limit}
    if isinstance(refused, amounts.OffStep):
        return _("Write whole amounts, without cents")
    if isinstance(refused, TooManyRequests):
        return _("You have opened several payment pages in the last hour. Try again later; nothing was charged.")
    if isinstance(refused, SupplementWaits):
        return _("Another payment for this visit is open: pay it or leave it first.")
    return _("The payment page could not be opened. Nothing was charged; try again in a minute.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("booking")
def extra_time(request: HttpRequest, reference: str) -> HttpResponse:
    """The professional proposes to stay longer, and sees what it pays."""
    booking, by = mine(request, reference)
    at = clock.now()
    if not queries.beside(booking, by, at).may_propose:
        messages.error(request, _("That is not possible any more: the booking has moved on."))
        return redirect("bookings:detail", reference)
    lengths = range(STEP_MINUTES, amounts.LONGEST_MINUTES - agreed_minutes(booking) + 1, STEP_MINUTES)
    form = ExtraTime(request.POST if request.method == "POST" else None, lengths=lengths)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_extra_time(reference=reference, minutes=form.cleaned_data["minutes"], by=by, at=at)
        except TimeTaken:
            form.add_error("minutes", _("Your next visit, with the time in between, needs this time. Choose less, or finish as planned."))
        except (NotNow, ProposalWaits, amounts.WrongLength):
            messages.error(request, _("That is not possible any more: the booking has moved on."))
            return redirect("bookings:detail", reference)
        else:
            messages.success(request, _("Proposed. The family has half an hour to agree and pay; until then the visit ends as planned."))
            return redirect("bookings:detail", reference)
    context = {
        "booking": booking, "form": form, "zone": booking.city.time_zone, "customer_name": names_of(booking),
        "offers": [priced(booking, minutes, at) for minutes in lengths],
    }  # fmt: skip
    return render(request, "supplements/extra_time.html", context)


@login_required
@require_safe
def supplement(request: HttpRequest, reference: str) -> HttpResponse:
    """Its own page: on the way to the payment, back from it, and the receipt. Only reads: the webhook, or the button, brings the news."""
    found, by = _mine(request, reference)
    at, payment = clock.now(), found.payment if by.role == "customer" else None
    back = request.GET.get("back") == "paid"
    context = {
        "it": found, "booking": found.booking, "role": by.role, "zone": found.booking.city.time_zone, "payment": payment, "back": back,
        "customer_name": names_of(found.booking), "being_confirmed": queries.is_being_confirmed(found), "is_over": queries.is_over(found, at),
    }  # fmt: skip
    response = render(request, "supplements/supplement.html", context)
    if found.state == process.PENDING and payment is not None and (back or context["being_confirmed"]):
        response["Refresh"] = "2"  # the webhook is usually there within a second
    return response


#: The noun of a button's address → its verb.
NOUNS: dict[str, Any] = {"approval": actions.approve_extra_time, "refusal": actions.refuse_extra_time, "withdrawal": actions.leave}


@login_required
@require_POST
@limited("payment")
def take(request: HttpRequest, reference: str, noun: str) -> HttpResponse:
    """Take a step. Whatever comes of it, its page shows how things stand."""
    found, by = _mine(request, reference)
    more = {"language": get_language() or "en"} if noun == "approval" else {}
    try:
        taken = NOUNS[noun](reference=found.reference, by=by, at=clock.now(), **more)
    except NotYours:
        raise Http404 from None
    except BeingConfirmed:
        messages.info(request, _("Something else is being confirmed for this booking. This page shows how it ends."))
    except NotNow:
        messages.error(request, _("That is not possible any more: the booking has moved on."))
    except (RequestRefused, SupplementWaits) as refused:
        messages.error(request, _why(refused))
    except ProcessorError:
        messages.info(request, _("We have not heard from the bank yet. Nothing is lost: try again in a minute."))
    else:
        if noun == "approval":
            return _to_page(taken)
        if taken.state in (process.REFUSED, process.CANCELED):
            messages.success(request, _("Done. Nothing was charged."))
    return redirect("bookings:supplement", reference)


@login_required
@require_POST
@limited("payment")
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer asks us to look at the processor, should the webhook be late."""
    found, by = _mine(request, reference)
    if by.role != "customer" or found.payment is None:
        raise Http404
    try:
        authorize(reference=found.payment.reference, at=clock.now())
    except (BeingConfirmed, ProcessorError):
        messages.info(request, _("We have not heard from the bank yet. Nothing is lost: try again in a minute."))
    return redirect("bookings:supplement", reference)
