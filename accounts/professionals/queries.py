"""Questions about professionals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.professionals.models import Professional


def bookable(at: datetime) -> QuerySet[Professional]:
    """Who may take new bookings: approved, wishing to be found, with checks that have not run out, where city and market are open."""
    return Professional.objects.filter(
        Q(checks_valid_until=None) | Q(checks_valid_until__gt=at), vetting_state=Professional.APPROVED, is_listed=True,
        city__is_open=True, city__market__is_open=True,
    )  # fmt: skip
