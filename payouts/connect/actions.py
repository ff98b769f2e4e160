"""Opening a payout account at the processor, keeping our copy true, and waiting after a change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg import errors as pg

from accounts.notifications.actions import notify
from accounts.professionals.models import Professional
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import ABSENT_AFTER, REFUSED, SUCCEEDED, UNKNOWN, Outcome, perform
from casaora.kit.jobs import BATCH, SECONDS, Counts
from casaora.kit.steps import By
from casaora.stripe import answers, gateway
from payouts.connect.models import OpeningAttempt, PayoutAccount

log = logging.getLogger(__name__)
#: After another account or bank: time for its owner to notice a theft and say so.
HOLD_AFTER_CHANGE = timedelta(hours=72)
#: How a change is named that no event had told, but reading the account.
AS_READ = "read "
#: A claim whose process died before it could note anything is looked at after this long.
FORGOTTEN_AFTER = timedelta(minutes=2)
#: Every so often an account that is not ready is read again, without an event.
STALE_AFTER = timedelta(hours=6)


class BeingOpened(Exception):
    """Somebody (the same person, twice) is opening this account at this moment."""


class NotOpened(Exception):
    """The processor did not open the account, or has not said so yet; trying again later is safe."""


class NotApproved(Exception):
    """Whoever never passed the vetting has no money to receive: no account is opened in their name."""


class NotReachable(Exception):
    """The processor did not answer; nothing has changed."""


def open(*, professional_id: int, by: By, at: datetime) -> PayoutAccount:
    """Open her account at the processor, once; with one already open, answers it. Raises BeingOpened, NotOpened, NotApproved.

    Claim → call → record. The key comes from our row, so that a lost answer never opens a second account.
    """
    account, attempt = _claim(professional_id, by, at)
    if attempt is None:
        return account
    outcome = _call(attempt)
    return record_opening(attempt.pk, outcome, at)


def _claim(professional_id: int, by: By, at: datetime) -> tuple[PayoutAccount, OpeningAttempt | None]:
    try:
        with transaction.atomic(durable=True), as_verb():
            PayoutAccount.objects.bulk_create([PayoutAccount(professional_id=professional_id)], ignore_conflicts=True)
            account = PayoutAccount.objects.select_for_update(no_key=True).get(pk=professional_id)
            if account.processor_id:
                return account, None
            who = Professional.objects.select_related("user", "city").get(pk=professional_id)
            if who.approved_at is None:
                raise NotApproved(professional_id)
            number = account.attempts.count() + 1
            return account, OpeningAttempt.objects.create(
                account=account, key=f"payout-account:{account.reference}:{number}", step="open", by_role=by.role,
                by_person_id=by.person_id, opened_at=at,
                parameters={"reference": account.reference, "email": who.user.email, "country": who.city.market_id},
            )  # fmt: skip
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.UniqueViolation) and "one_open_opening" in str(error.__cause__.diag.constraint_name):
            raise BeingOpened from error
        raise


def _call(attempt: OpeningAttempt) -> Outcome:
    return perform(lambda: gateway.create_payout_account(key=attempt.key, cause=attempt.request_id, **attempt.parameters))


def record_opening(attempt_id: int, outcome: Outcome, at: datetime) -> PayoutAccount:
    """Write what came of opening; the second time nothing. Raises NotOpened unless the account is open afterwards."""
    with transaction.atomic(durable=True), as_verb():
        account = PayoutAccount.objects.select_for_update(no_key=True, of=("self",)).get(attempts__pk=attempt_id)
        attempt = OpeningAttempt.objects.get(pk=attempt_id)
        if attempt.is_open() and outcome.kind == UNKNOWN:
            attempt.postpone(outcome, at)
        elif attempt.is_open():
            attempt.settle(outcome, at)
            if outcome.kind == SUCCEEDED:
                account.processor_id, account.changed_at = outcome.answer.id, at
                _copy(account, outcome.answer, at)
    if not account.processor_id:
        raise NotOpened(outcome.code)
    return account


def onboarding_link(*, professional_id: int, return_url: str, refresh_url: str) -> str:
    """The processor's hosted page that asks for what is missing; for one use. Raises NotReachable."""
    account = PayoutAccount.objects.get(pk=professional_id)
    return _address(lambda: gateway.open_onboarding(str(account.processor_id), return_url=return_url, refresh_url=refresh_url))


def door(*, professional_id: int, return_url: str, refresh_url: str) -> str:
    """Where she is sent: her own pages at the processor when nothing is missing, else onboarding. Raises NotReachable."""
    account = PayoutAccount.objects.get(pk=professional_id)
    if account.is_ready() and not account.requirements_due:
        return _address(lambda: gateway.open_dashboard(str(account.processor_id)))
    return onboarding_link(professional_id=professional_id, return_url=return_url, refresh_url=refresh_url)


def _address(ask: Callable[[], str]) -> str:
    outcome = perform(ask)
    if outcome.kind != SUCCEEDED:
        raise NotReachable(outcome.code)
    return str(outcome.answer)


def refresh(*, professional_id: int, at: datetime) -> PayoutAccount:
    """Read the account at the processor and keep what it says. Raises NotReachable; one that is gone there is not ready."""
    account = PayoutAccount.objects.get(pk=professional_id)
    if not account.processor_id:
        return account
    outcome = perform(lambda: gateway.read_payout_account(str(account.processor_id)))
    if outcome.kind == UNKNOWN:
        raise NotReachable(outcome.code)
    asked = account.processor_id
    with transaction.atomic(durable=True), as_verb():
        account = PayoutAccount.objects.select_for_update(no_key=True).get(pk=professional_id)
        if account.processor_id != asked:
            return account  # replaced while we read: what was said is of the one before
        if outcome.kind == SUCCEEDED:
            _copy(account, outcome.answer, at)
        else:
            account.transfers_active = account.payouts_enabled = False
            account.disabled_reason, account.checked_at = outcome.code[:120], at
            account.save(update_fields=["transfers_active", "payouts_enabled", "disabled_reason", "checked_at"])
    return account


def _copy(account: PayoutAccount, said: answers.PayoutAccount, at: datetime) -> None:
    if said.bank and account.bank not in ("", said.bank) and account.changed_at != at:  # its event is late, or was lost
        _hold(account, f"{AS_READ}{at.isoformat()}", at)
    account.bank = (said.bank or account.bank)[:120]
    account.transfers_active, account.payouts_enabled = said.transfers_active, said.payouts_enabled
    account.details_submitted, account.requirements_due = said.details_submitted, list(said.requirements_due)
    account.disabled_reason, account.checked_at = said.disabled_reason, at
    if account.is_ready() and account.ready_at is None:
        account.ready_at = at
        notify(
            person_id=account.professional_id, kind="payout_account_ready", key=f"payout_account_ready:{account.reference}",
            context={"page": ["professional:earnings"]}, at=at,
        )  # fmt: skip
    account.save()


def refresh_waiting(at: datetime) -> Counts:
    """Read again the accounts that are not ready, in case the event that they are was lost: nobody would ever be paid there.

    In no order, so that one that cannot be read does not stand at the head of every run.
    """
    counts: Counts = {}
    started = time.monotonic()
    unready = PayoutAccount.objects.filter(Q(transfers_active=False) | Q(payouts_enabled=False), processor_id__isnull=False)
    stale = unready.filter(Q(checked_at__isnull=True) | Q(checked_at__lte=at - STALE_AFTER))
    for pk in stale.order_by("?").values_list("pk", flat=True)[:BATCH]:
        if time.monotonic() - started > SECONDS:
            break
        try:
            name = "ready" if refresh(professional_id=pk, at=at).is_ready() else "waiting"
        except NotReachable:
            name = "unknown"
        counts[name] = counts.get(name, 0) + 1
    return counts


def note_change(*, professional_id: int, what: str, by: By, at: datetime, made_at: datetime | None = None) -> PayoutAccount:
    """Her bank, or the account itself, is another one: no payout for 72 h, and she is told, in case it was not she.

    ``what`` names the change (the event's id), so that the same one told twice holds once; ``made_at`` is when it was made there: one
    that reading had shown before is not told again.
    """
    with transaction.atomic(durable=True), as_verb():
        account = PayoutAccount.objects.select_for_update(no_key=True).get(pk=professional_id)
        was_read = bool(made_at and account.changed_at and made_at <= account.changed_at and account.last_change.startswith(AS_READ))
        if not was_read:
            _hold(account, what, at)
    return account


def _hold(account: PayoutAccount, what: str, at: datetime) -> None:
    """Of an account that is locked. The first bank of one that was never ready is no change."""
    if account.ready_at is None or account.last_change == what:
        return
    account.changed_at, account.held_until, account.last_change = at, at + HOLD_AFTER_CHANGE, what
    account.save(update_fields=["changed_at", "held_until", "last_change"])
    notify(
        person_id=account.professional_id, kind="payout_account_changed", key=f"payout_account_changed:{account.reference}:{what}"[:120],
        context={"held_until": {"at": account.held_until.isoformat(), "zone": _zone(account.professional_id)}, "page": ["professional:earnings"]},
        at=at,
    )  # fmt: skip
    transaction.on_commit(lambda: events.emit("payout_account_changed", professional=account.professional_id, reason=what))


def _zone(professional_id: int) -> str:
    return str(Professional.objects.values_list("city__time_zone", flat=True).get(pk=professional_id))


def settle_unknown(at: datetime) -> Counts:
    """Ask again for accounts whose opening was never answered: with the same key for an hour, later with a new one."""
    counts = {"accounts": 0}
    stale = OpeningAttempt.objects.filter(outcome="", opened_at__lte=at - FORGOTTEN_AFTER)
    for attempt in stale.exclude(next_try_at__gt=at).order_by("opened_at")[:BATCH]:
        if at - attempt.opened_at < ABSENT_AFTER:
            outcome = _call(attempt)
        else:  # an account that nobody ever heard of moves no money: it may stay there, unused
            outcome = Outcome(REFUSED, code="absent", message="not answered within an hour")
        try:
            record_opening(attempt.pk, outcome, at)
        except NotOpened:
            continue
        except Exception:
            log.exception("the opening of payout account %s could not be recorded", attempt.key)
            counts["failed"] = counts.get("failed", 0) + 1
            continue
        counts["accounts"] += 1
    return counts
