"""Door 1 to a booking: look at it, take a step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.places.forms import Located
from bookings.availability.week import misfit_in_words, week
from bookings.lifecycle import actions, process, queries
from bookings.lifecycle.actions import WrongCode
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.cancellation import RefundChanged, cancel, schedule, share_at
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.doorway import NEAR_M
from bookings.lifecycle.forms import Cancellation
from bookings.lifecycle.models import Booking
from bookings.lifecycle.presence import NotProved, TooFar
from bookings.lifecycle.proposals import ProposalWaits, ProposedOften, TimeTaken, own_range, propose_time
from bookings.lifecycle.trail import page_of
from bookings.payments.actions import BeingConfirmed
from bookings.payments.disputes import said_of
from casaora.kit import clock
from casaora.kit.acting import reading_as_verb
from casaora.kit.pages import may_locate, parsed
from casaora.kit.steps import By
from casaora.ratelimits import limited
from casaora.stripe.errors import ProcessorError

#: Step → the noun of its address.
NOUNS = {
    "accept": "acceptance", "decline": "decline", "withdraw": "withdrawal", "cancel": "cancellation", "start": "start", "complete": "completion",
    "propose_time": "new-time", "reschedule": "new-time-agreement", "refuse_time": "new-time-refusal", "attest": "attestation", "professional_no_show": "no-show",
    "arrive": "arrival", "customer_no_show": "nobody-home",
}  # fmt: skip
#: Steps that may say where the professional is.
LOCATED = ("arrive", "start", "customer_no_show")
SEE_OTHER = 303


def mine(request: HttpRequest, reference: str) -> tuple[Booking, By]:
    """The booking and in which role this person is party to it. 404 for somebody else's, the same as for none."""
    assert request.user.is_authenticated
    person_id = request.user.pk
    booking = queries.of_customer(person_id).filter(reference=reference).first()
    if booking is not None:
        return booking, By("customer", person_id)
    booking = queries.of_professional(person_id).filter(reference=reference).first()
    if booking is not None:
        return booking, By("professional", person_id)
    raise Http404


@login_required
@require_safe
@may_locate
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Status, where the money is, the trail, the price, what can be done now."""
    booking, by = mine(request, reference)
    return render(request, "lifecycle/detail.html", page_of(booking, by, clock.now()))


@login_required
@require_safe
def payment(request: HttpRequest, reference: str) -> HttpResponse:
    """Back from the processor's page, or on the way to it. Only reads: the webhook, or the button, brings the news."""
    booking, by = mine(request, reference)
    if by.role != "customer":
        raise Http404
    paid = request.GET.get("back") == "paid"
    response = render(request, "lifecycle/payment.html", {**page_of(booking, by, clock.now()), "paid": paid})
    if paid and booking.state == process.PENDING:
        response["Refresh"] = "2"  # the webhook is usually there within a second
    return response


@login_required
@require_POST
@limited("payment")
def check_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer asks us to look at the processor, should the webhook be late."""
    booking, by = mine(request, reference)
    if by.role != "customer":
        raise Http404
    try:
        authorize(reference=booking.payment.reference, at=clock.now())
    except (BeingConfirmed, ProcessorError):
        messages.info(request, _("We have not heard from the bank yet. Nothing is lost: try again in a minute."))
    return redirect("bookings:payment", reference)


@login_required
@require_POST
@limited("booking")
def take(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take a step. Whatever comes of it, the booking's page shows how things stand."""
    _booking, by = mine(request, reference)
    verb: Any = getattr(actions, step)
    given: dict[str, Any] = {"code": request.POST.get("code", "")[:8]} if step == "start" else {}
    if step in LOCATED:
        given["position"] = Located(request.POST).position()
    try:
        booking = verb(reference=reference, by=by, at=clock.now(), **given)
    except NotYours:
        raise Http404 from None
    except BeingConfirmed:
        messages.info(request, _("Something else is being confirmed for this booking. This page shows how it ends."))
    except ProcessorError:  # asked once more after the step itself was recorded: the clock takes it up from here
        messages.info(request, _("We have not heard from the bank yet. Nothing is lost: try again in a minute."))
    except WrongCode:
        messages.error(request, _("That is not the arrival code. The customer sees it on the booking’s page."))
    except TimeTaken:
        messages.error(request, _("That time is not free any more. The old one stands."))
    except TooFar as far:
        messages.error(request, _("Your position is %(metres)s m from the home. It counts within %(near)s m.") % {"metres": far.metres, "near": NEAR_M})
    except NotProved:
        messages.error(request, _("Your position cannot show that you were at the door. Reply to any of our e-mails: a person of support looks at it and can decide."))
    except NotNow:
        messages.error(request, _("That is not possible any more: the booking has moved on."))
    else:
        _say(request, booking, step)
    return redirect("bookings:detail", reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("booking")
def cancellation(request: HttpRequest, reference: str) -> HttpResponse:
    """What goes back until when; then the button. A refund that has shrunk meanwhile is shown again, not taken."""
    booking, by = mine(request, reference)
    at = clock.now()
    if "cancel" not in [step.name for step in booking.steps_open_to(by, at)] or queries.is_being_confirmed(booking):
        messages.error(request, _("That is not possible any more: the booking has moved on."))
        return redirect("bookings:detail", reference)
    form = Cancellation(request.POST if request.method == "POST" else None, is_reason_needed=by.role == "professional")
    if request.method == "POST" and form.is_valid():
        try:
            booking = cancel(reference=reference, by=by, at=at, why=form.cleaned_data["why"], expects=form.shown_refund(booking.currency))
        except RefundChanged:
            messages.error(request, _("The time for that refund has passed. Look at the new amount before you decide."))
        except (BeingConfirmed, NotNow):
            messages.info(request, _("Something else is being confirmed for this booking. This page shows how it ends."))
            return redirect("bookings:detail", reference)
        else:
            _say_canceled(request, booking)
            return redirect("bookings:detail", reference)
    share = share_at(booking, by, at)
    with reading_as_verb():
        is_disputed = said_of(booking.payment_id)[0] == "has it"
    context = {
        "booking": booking, "role": by.role, "is_disputed": is_disputed, "form": form, "share": share, "zone": booking.city.time_zone, "at": at,
        "schedule": schedule(booking, at) if by.role == "customer" else [], "customer_name": names_of(booking),
    }  # fmt: skip
    return render(request, "lifecycle/cancellation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("booking")
def new_time(request: HttpRequest, reference: str) -> HttpResponse:
    """Two weeks of free times of the same length; the chosen one is proposed to the other side."""
    booking, by = mine(request, reference)
    at = clock.now()
    if "propose_time" not in [step.name for step in booking.steps_open_to(by, at)]:
        messages.error(request, _("That is not possible any more: the booking has moved on."))
        return redirect("bookings:detail", reference)
    refused, start = "", parsed(parse_datetime, request.POST.get("start"))
    if request.method == "POST" and start is not None and start.tzinfo is not None:
        try:
            propose_time(reference=reference, starts_at=start, by=by, at=at)
        except TimeTaken as taken:
            refused = misfit_in_words(taken.misfit, _("That time is not free any more. Choose another."))
        except ProposalWaits:
            messages.info(request, _("There is a proposal already. Answer it first, or take it back."))
            return redirect("bookings:detail", reference)
        except ProposedOften:
            messages.error(request, _("You have proposed three times today. The time that was agreed stands; you can propose again tomorrow."))
            return redirect("bookings:detail", reference)
        except (BeingConfirmed, NotNow):
            messages.info(request, _("Something else is being confirmed for this booking. This page shows how it ends."))
            return redirect("bookings:detail", reference)
        else:
            messages.success(request, _("Proposed. The old time stands until the other side agrees."))
            return redirect("bookings:detail", reference)
    elif request.method == "POST":
        refused = _("Choose a start time.")
    day = parsed(parse_date, request.GET.get("date")) or booking.city.local(booking.starts_at).date()
    times = week(booking.professional, minutes=booking.minutes, at=at, chosen=day, without=own_range(booking), not_at=booking.starts_at)
    context = {"booking": booking, "role": by.role, "zone": booking.city.time_zone, "customer_name": names_of(booking), "refused": refused, "week": times}
    return render(request, "lifecycle/new_time.html", context)


def names_of(booking: Booking) -> str:
    """The customer's first name, for either party's page."""
    return queries.names_of_customers([booking]).get(booking.customer_id, "")


def _say_canceled(request: HttpRequest, booking: Booking) -> None:
    if booking.state == process.CANCELED:
        messages.success(request, _("Canceled. The page shows what goes back."))
    elif queries.is_being_confirmed(booking):
        messages.info(request, _("It is being confirmed with the bank. This page shows how it ends."))
    else:
        messages.error(request, _("The bank refused the refund, so nothing was changed. Try again in a while."))


def _say(request: HttpRequest, booking: Booking, step: str) -> None:
    if step in ("arrive", "customer_no_show"):
        messages.success(request, _("The family has been told that you are at the door.") if step == "arrive" else _("The visit has ended, and it is paid. The family can answer for 48 hours."))
        return
    if step in ("reschedule", "refuse_time"):
        moved = step == "reschedule"
        messages.success(request, _("Agreed. The visit has its new time.") if moved else _("The old time stands."))
        return
    if queries.is_being_confirmed(booking):
        messages.info(request, _("It is being confirmed with the bank. This page shows how it ends."))
        return
    said = {
        process.CONFIRMED: _("Accepted. The payment is safe with Casaora."),
        process.DECLINED: _("Declined. It is fine to say no."),
        process.CANCELED: _("Withdrawn. Nothing was charged.") if step == "withdraw" else _("We are sorry. Everything goes back to your card."),
        process.IN_PROGRESS: _("The visit has begun."),
        process.COMPLETED: _("The visit is completed.") if step != "attest" else _("Thank you. The payment moves on in 48 hours."),
        process.PAYMENT_FAILED: _("The bank refused the payment. The booking has ended."),
    }
    if booking.state in said:
        level = messages.ERROR if booking.state == process.PAYMENT_FAILED else messages.SUCCESS
        messages.add_message(request, level, said[booking.state])
