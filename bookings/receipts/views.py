"""The receipt of a booking."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from bookings.lifecycle.views import mine
from bookings.receipts import movements
from casaora.kit import clock
from casaora.ratelimits import limited


@login_required
@require_safe
@limited("document")
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The household's alone, as soon as money has moved: a hold is no payment. 404 before, and for everybody else."""
    booking, by = mine(request, reference)
    if by.role != "customer":
        raise Http404
    sums = movements.of(booking)
    if not sums.paid:
        raise Http404
    from bookings.receipts.document import receipt as drawn  # what draws is heavy, and loaded when the first is asked for

    assert request.user.is_authenticated
    body = drawn(booking, sums, customer=request.user.get_full_name() or request.user.email, made_at=clock.now())
    name = pgettext("file", "casaora-receipt")
    return HttpResponse(body, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}-{booking.reference}.pdf"', "Cache-Control": "private, no-store",
    })  # fmt: skip
