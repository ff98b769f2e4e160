"""Many bookings at once: rows like one that the verbs made, for counting statements."""

from __future__ import annotations

import uuid
from datetime import timedelta

from bookings.lifecycle.models import Booking
from bookings.payments.models import Payment
from casaora.kit.references import new


def cloned(booking: Booking, later: timedelta) -> Booking:
    """The same visit at another time, with a payment of its own."""
    reference = new("CB")
    payment = Payment.objects.get(pk=booking.payment_id)
    payment.pk, payment.reference, payment.subject, payment.visit = None, new("PY"), reference, reference
    payment.session_id, payment.intent_id, payment.charge_id = f"cs_{reference}", f"pi_{reference}", None
    payment.save(force_insert=True)
    twin = Booking.objects.get(pk=booking.pk)
    twin.pk, twin.reference, twin.payment, twin.form_token = None, reference, payment, uuid.uuid4()
    twin.starts_at, twin.ends_at, twin.agreed_start_at = twin.starts_at + later, twin.ends_at + later, twin.agreed_start_at + later
    twin.occupied = type(twin.occupied)(twin.occupied.lower + later, twin.occupied.upper + later, "[)")
    twin.save(force_insert=True)
    return twin
