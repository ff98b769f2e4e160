"""Another payout account for whoever lost hers: only when the old one is gone at the processor, told to her, and after 72 hours.

Whoever could put an account of their own in the place of hers would be paid her wages. So the processor is asked first whether the old
one is really gone, she has proved on the page that it is she, her e-mail says so at once, and nothing is sent for three days; when the
new account's bank is another one than before, three days from that moment.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from psycopg import errors as pg

from accounts.notifications.actions import notify
from accounts.professionals.models import Professional
from accounts.users.actions import WhyMissing, require_staff
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import perform
from casaora.kit.steps import By
from casaora.stripe import gateway
from payouts.connect.actions import HOLD_AFTER_CHANGE, BeingOpened, record_opening, refresh
from payouts.connect.models import OpeningAttempt, PayoutAccount


class NotGone(Exception):
    """The account is still there, so that nothing else takes its place."""


def replace(*, professional_id: int, by: By, at: datetime, why: str = "") -> PayoutAccount:
    """Open another account in the place of one that is gone. By herself, or by finance with a reason, who also may where it is disabled.

    Read, then claim → call → record as an opening. Raises NotGone, NotReachable, BeingOpened, NotOpened (asked again by itself);
    MayNot and WhyMissing for staff.
    """
    read = refresh(professional_id=professional_id, at=at)
    attempt = _claim(professional_id, read.processor_id, by, at, why)
    outcome = perform(lambda: gateway.create_payout_account(key=attempt.key, cause=attempt.request_id, **attempt.parameters))
    return record_opening(attempt.pk, outcome, at)


def _claim(professional_id: int, former: str | None, by: By, at: datetime, why: str) -> OpeningAttempt:
    try:
        with transaction.atomic(durable=True), as_verb():
            account = PayoutAccount.objects.select_for_update(no_key=True).get(pk=professional_id)
            _check(account, former, by, why)
            who = Professional.objects.select_related("user", "city").get(pk=professional_id)
            attempt = OpeningAttempt.objects.create(
                account=account, key=f"payout-account:{account.reference}:{account.attempts.count() + 1}", step="replace", by_role=by.role,
                by_person_id=by.person_id, opened_at=at,
                parameters={"reference": account.reference, "email": who.user.email, "country": who.city.market_id},
            )  # fmt: skip
            _let_go(account, at)
            notify(
                person_id=professional_id, kind="payout_account_replaced", key=f"payout_account_replaced:{attempt.key}"[:120],
                context={
                    "held_until": {"at": (at + HOLD_AFTER_CHANGE).isoformat(), "zone": who.city.time_zone}, "by": by.role, "why": why[:200],
                    "page": ["professional:earnings"],
                },
                at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.UniqueViolation):  # of the open attempt, or of its key: somebody is at it
            raise BeingOpened from error
        raise
    events.emit("payout_account_changed", professional=professional_id, reason="replaced")
    return attempt


def _check(account: PayoutAccount, former: str | None, by: By, why: str) -> None:
    if by.role == "staff":
        require_staff(by, "finance")
        if not why:
            raise WhyMissing
    elif by != By("professional", account.pk):
        raise NotGone(str(by))
    may = account.is_gone() or (by.role == "staff" and account.details_submitted and not account.is_ready())
    if account.attempts.filter(outcome="").exists():
        raise BeingOpened
    if not account.processor_id or account.processor_id != former or not may:
        raise NotGone(account.reference)


def _let_go(account: PayoutAccount, at: datetime) -> None:
    """Its name at the processor goes, its bank stays: so that another bank behind the next account is seen as a change."""
    account.last_change = f"replaced {account.processor_id}"[:80]
    account.processor_id, account.changed_at, account.held_until = None, at, at + HOLD_AFTER_CHANGE
    account.transfers_active = account.payouts_enabled = account.details_submitted = False
    account.requirements_due, account.disabled_reason = [], ""
    account.save()
