"""The receipt of a booking, and the statement of a payout."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from bookings.lifecycle.views import mine
from bookings.receipts import movements
from casaora.kit import clock
from casaora.ratelimits import limited
from payouts.batches.models import Payout
from payouts.batches.statements import statement as statement_of


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


@login_required
@require_safe
@limited("document")
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """The professional's alone: one payout of hers that was sent. 404 before, and for somebody else's."""
    rows = Payout.objects.select_related("professional__city__market").filter(professional_id=request.user.pk, paid_at__isnull=False)
    payout = get_object_or_404(rows, reference=reference)
    from bookings.receipts.payout import drawn  # heavy, as above

    her = payout.professional
    body = drawn(statement_of(payout), name=her.display_name, zone=her.city.market.time_zone, made_at=clock.now())
    name = pgettext("file", "casaora-statement")
    return HttpResponse(body, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}-{payout.reference}.pdf"', "Cache-Control": "private, no-store",
    })  # fmt: skip
