"""Questions about professionals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.professionals.models import Professional


def bookable(at: datetime) -> QuerySet[Professional]:
    """Who may take new bookings: approved, wishing to be found, with checks that have not run out."""
    return Professional.objects.filter(
        Q(checks_valid_until=None) | Q(checks_valid_until__gt=at), vetting_state=Professional.APPROVED, is_listed=True
    )
