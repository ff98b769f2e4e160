"""Questions about vetting."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from accounts.professionals.models import Professional
from accounts.vetting.models import Check, VettingStep
from accounts.vetting.process import APPROVED


def latest_checks(professional_id: int) -> list[Check]:
    """The newest check of each kind, in the order of the kinds, with who checked. For staff: others do not see who that is."""
    return _in_order(_newest(professional_id).select_related("checked_by"))


def own_checks(professional_id: int) -> list[Check]:
    """The same for the professional herself: without the person, whose row her policy would take the check away with."""
    return _in_order(_newest(professional_id))


def _newest(professional_id: int) -> QuerySet[Check]:
    return Check.objects.filter(professional_id=professional_id).order_by("kind", "-checked_at", "-pk").distinct("kind")


def _in_order(checks: QuerySet[Check]) -> list[Check]:
    order = [kind for kind, _label in Check.KINDS]
    return sorted(checks, key=lambda check: order.index(check.kind))


def missing_checks(professional_id: int, at: datetime) -> list[str]:
    """Kinds that an approval needs and that are not there, or ran out."""
    valid = {check.kind for check in latest_checks(professional_id) if check.is_valid(at)}
    return [kind for kind in Check.REQUIRED if kind not in valid]


def expired_checks(at: datetime) -> QuerySet[Check]:
    """Required checks of approved professionals that ran out and that no newer one replaced: they stop new bookings."""
    newest = Check.objects.filter(kind__in=Check.REQUIRED).order_by("professional_id", "kind", "-checked_at", "-pk")
    return Check.objects.filter(
        pk__in=newest.distinct("professional_id", "kind").values("pk"), valid_until__lte=at, professional__vetting_state=APPROVED
    ).select_related("professional")


def steps_of(professional: Professional) -> QuerySet[VettingStep]:
    """The steps of an application, newest first."""
    return VettingStep.objects.filter(professional=professional).order_by("-at", "-pk")
