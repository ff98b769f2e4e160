"""Door 2: the processor. One address that stores, and one table from event type to function.

The signature is verified on the raw body, the event stored by its id, 200 answered; a worker handles it. Unknown types are
stored and left alone.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from casaora.kit import clock, events
from casaora.ratelimits import spend, too_many
from casaora.schedule import nudge
from casaora.stripe import inbox
from casaora.stripe.errors import BadSignature

#: Event type → function(event, at). Each may be called twice, late or out of order.
HANDLERS = {
    "checkout.session.completed": "bookings.lifecycle.webhooks.session_completed",
    "checkout.session.expired": "bookings.lifecycle.webhooks.session_closed",
    "payment_intent.amount_capturable_updated": "bookings.lifecycle.webhooks.session_completed",
    "payment_intent.canceled": "bookings.lifecycle.webhooks.attempt_settled_there",
    "payment_intent.succeeded": "bookings.lifecycle.webhooks.attempt_settled_there",
    "charge.refunded": "bookings.lifecycle.webhooks.attempt_settled_there",
    "charge.dispute.created": "bookings.disputes.webhooks.disputed",
    "charge.dispute.updated": "bookings.disputes.webhooks.disputed",
    "charge.dispute.closed": "bookings.disputes.webhooks.disputed",
    "charge.dispute.funds_withdrawn": "bookings.disputes.webhooks.disputed",
    "charge.dispute.funds_reinstated": "bookings.disputes.webhooks.disputed",
    "refund.updated": "bookings.lifecycle.webhooks.refund_ended",
    "refund.failed": "bookings.lifecycle.webhooks.refund_ended",
    "account.updated": "payouts.connect.webhooks.account_updated",
    "account.application.deauthorized": "payouts.connect.webhooks.account_updated",
    "account.external_account.created": "payouts.connect.webhooks.bank_changed",
    "account.external_account.updated": "payouts.connect.webhooks.bank_changed",
    "account.external_account.deleted": "payouts.connect.webhooks.bank_changed",
    "capability.updated": "payouts.connect.webhooks.account_updated",
    "payout.failed": "payouts.batches.webhooks.bank_refused",
    "transfer.created": "payouts.batches.webhooks.transfer_changed",
    "transfer.reversed": "payouts.batches.webhooks.transfer_changed",
}


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Store an event. 400 for a bad signature, and 429 for an address that sends many of them; good ones are never refused."""
    with events.caused_by(events.request_id.get(), by="webhook"):
        try:
            event = inbox.receive(request.body, request.headers.get("Stripe-Signature", ""), clock.now())
        except BadSignature:
            events.emit("webhook_failed", level=logging.WARNING, reason="bad_signature")
            return _bad(request)
    if event is not None and not settings.IS_TEST:
        nudge("handle_event", event.pk)
    return HttpResponse(status=200)


receive.rate_category = "webhook"  # type: ignore[attr-defined]  # counted by hand: only bad ones


def _bad(request: HttpRequest) -> HttpResponse:
    try:
        wait = spend(request, "webhook")
    except RedisError:
        wait = None
    return too_many(request, wait) if wait else HttpResponse(status=400)
