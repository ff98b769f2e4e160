"""Reading payout accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from payouts.connect.models import PayoutAccount


def account_of(professional_id: int) -> PayoutAccount | None:
    """Her payout account, if she has begun one."""
    return PayoutAccount.objects.filter(professional_id=professional_id).first()


def obstacles(professional_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Who of these cannot be paid now, and the word for why; see :meth:`PayoutAccount.why_not`."""
    ids = list(professional_ids)
    accounts = PayoutAccount.objects.in_bulk(ids)
    whys = {pk: accounts[pk].why_not(at) if pk in accounts else "no_account" for pk in ids}
    return {pk: why for pk, why in whys.items() if why}
