"""Door 1 to an issue: report a problem, read it, answer, appeal, take it back, look at a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.issues import actions, queries
from bookings.issues.evidence import PDF
from bookings.issues.forms import Report, Words
from bookings.issues.models import Evidence, Issue
from bookings.issues.page import page_of
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking
from bookings.lifecycle.views import mine, names_of
from casaora.kit import clock
from casaora.kit.pages import part_of
from casaora.kit.steps import By
from casaora.ratelimits import limited
from casaora.uploads import takes_files

SAID = {
    "answer": lambda: _("Thank you. Our team reads both sides and decides."),
    "appeal": lambda: _("Another person of our team decides now, for good."),
    "take_back": lambda: _("Taken back. It is over, and the payment moves on."),
}


def _mine(request: HttpRequest, reference: str, issue: str) -> tuple[Booking, Issue, By]:
    booking, by = mine(request, reference)
    assert by.person_id is not None
    return booking, get_object_or_404(queries.of_person(by.person_id).filter(booking=booking), reference=issue), by


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What was posted, for a form that takes files."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES, "is_too_much": getattr(request, "files_passed_over", False)}


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@limited("issue")
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened? Then the other side is asked, and what was earned is held."""
    booking, by = mine(request, reference)
    at, until = clock.now(), actions.report_until(booking, by)
    if until is None or at >= until:
        messages.error(request, _("The time to report a problem with this visit is over."))
        return redirect("bookings:detail", reference)
    absence = actions.is_about_absence(booking, by)
    form = Report(**_sent(request), booking=booking, role=by.role, is_absence=absence)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            issue = actions.report(
                reference=reference, kind=said.get("kind", Issue.Kind.ABSENCE), text=said["text"], claimed=form.claimed_money(),
                files=said["files"], by=by, at=at,
            )  # fmt: skip
        except actions.AlreadyReported as open_one:
            messages.info(request, _("You have reported a problem with this visit already. It is below."))
            return redirect("bookings:issue", reference, open_one.issue)
        except NotNow:
            messages.error(request, _("That is not possible any more: the booking has moved on."))
            return redirect("bookings:detail", reference)
        messages.success(request, _("Reported. The other side has 48 hours to answer; then our team decides."))
        return redirect("bookings:issue", reference, issue.reference)
    context = {
        "booking": booking, "role": by.role, "form": form, "zone": booking.city.time_zone, "is_absence": absence, "until": until,
        "customer_name": names_of(booking), "booking_is_over": booking.is_final(),
    }  # fmt: skip
    return render(request, "issues/report.html", context)


@login_required
@require_safe
def issue(request: HttpRequest, reference: str, issue: str) -> HttpResponse:
    """Both sides, what was decided, until when what can be done."""
    booking, row, by = _mine(request, reference, issue)
    return render(request, "issues/issue.html", {**page_of(booking, row, by, clock.now()), "form": Words()})


@takes_files
@part_of("bookings:issue", "reference", "issue")
@require_POST
@limited("upload")
def say(request: HttpRequest, reference: str, issue: str, step: str) -> HttpResponse:
    """An answer or an appeal."""
    booking, row, by = _mine(request, reference, issue)
    form = Words(**_sent(request))
    if not form.is_valid():
        return render(request, "issues/issue.html", {**page_of(booking, row, by, clock.now()), "form": form})
    verb: Any = getattr(actions, step)
    return _taken(request, booking, row, step, lambda: verb(reference=issue, by=by, at=clock.now(), **form.cleaned_data))


@login_required
@require_POST
@limited("write")
def take_back(request: HttpRequest, reference: str, issue: str) -> HttpResponse:
    """No complaint any more."""
    booking, row, by = _mine(request, reference, issue)
    return _taken(request, booking, row, "take_back", lambda: actions.take_back(reference=issue, by=by, at=clock.now()))


def _taken(request: HttpRequest, booking: Booking, row: Issue, step: str, verb: Any) -> HttpResponse:
    try:
        verb()
    except NotYours:
        raise Http404 from None
    except NotNow:
        messages.error(request, _("That is not possible any more: it has moved on. This page shows how it stands."))
    else:
        messages.success(request, SAID[step]())
    return redirect("bookings:issue", booking.reference, row.reference)


@login_required
@require_safe
def file(request: HttpRequest, reference: str, issue: str, number: int) -> HttpResponse:
    """A file, for the two people of the visit."""
    _booking, row, _by = _mine(request, reference, issue)
    return served(get_object_or_404(Evidence, issue=row, pk=number))


def served(evidence: Evidence) -> HttpResponse:
    """A photo is shown, a PDF is downloaded; neither may run anything here."""
    response = HttpResponse(bytes(evidence.content), content_type=evidence.type)
    how = "attachment" if evidence.type == PDF else "inline"
    response["Content-Disposition"] = f'{how}; filename="{evidence.issue.reference}-{evidence.pk}.{"pdf" if evidence.type == PDF else "jpg"}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
