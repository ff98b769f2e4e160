"""What people do about breaks: take one, close it with a reason, propose the entry that closes it, post what somebody else has proposed.

Order of locks: the break, its proposal, then what its entry touches. Verbs of finance; every one asks again who it is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.models import User
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.ledger.actions import post
from payouts.ledger.models import Entry, Posting
from payouts.reconciliation import comparing, remedies, suspense
from payouts.reconciliation.models import Break, Match, Proposal


class NotNow(Exception):
    """The break is closed, has changed, or waits for something else."""


class DoesNotFit(ValueError):
    """This entry is no answer to this break."""


def take(*, break_id: int, by: By, at: datetime) -> Break:
    """It is mine to look after; whoever takes it later has it then. Raises NotNow when it is closed, MayNot for anybody but finance."""
    with transaction.atomic(durable=True), as_verb():
        person, row = _finance(by), _open(break_id)
        if row.owner_id != person.pk:
            row.owner, row.taken_at = person, at
            row.save(update_fields=["owner", "taken_at"])
        return row


def close(*, break_id: int, by: By, at: datetime, why: str) -> Break:
    """Accept a difference as it is, with a reason: no money moves, and it goes on explaining the balance. What waits in suspense needs an entry.

    Raises WhyMissing, NotNow while an entry is proposed, MayNot.
    """
    with transaction.atomic(durable=True), as_verb():
        person, row = _finance(by), _open(break_id)
        if not why.strip():
            raise WhyMissing
        if row.bucket == Break.SUSPENSE:
            raise NotNow(gettext("This money belongs to somebody. Propose the entry that gives it to them."))
        if row.proposals.filter(outcome="").exists():
            raise NotNow(gettext("An entry is proposed. Post it or refuse it first."))
        _close(row, person, at, why, None)
        return row


def propose(*, break_id: int, recipe: str, by: By, at: datetime, why: str) -> Proposal:
    """Propose the entry that closes a break, for all of its amount; another person posts it. The same proposal again answers the one there is.

    Raises DoesNotFit for a recipe that is no answer, or where nobody is known whose the money could be; WhyMissing, NotNow, MayNot.
    """
    with transaction.atomic(durable=True), as_verb():
        person, row = _finance(by), _open(break_id)
        if not why.strip():
            raise WhyMissing
        remedy = remedies.REMEDIES.get(recipe)
        if remedy is None or not remedy.fits(row):
            raise DoesNotFit(gettext("This entry is no answer to this break."))
        before = row.proposals.filter(outcome="").first()
        if before is not None:
            if (before.recipe, before.proposed_by_id) == (recipe, person.pk):
                return before
            raise NotNow(gettext("An entry is proposed. Post it or refuse it first."))
        return Proposal.objects.create(
            about=row, recipe=recipe, amount_minor=abs(row.amount_minor), currency=row.currency, why=why.strip()[:300], proposed_by=person,
            proposed_at=at, professional_id=_whose(row) if remedy.is_hers else None,
        )  # fmt: skip


def refuse(*, break_id: int, by: By, at: datetime, why: str) -> Proposal:
    """The proposed entry is not posted: by somebody else, or taken back by its author. Raises NotNow when there is none, MayNot, WhyMissing."""
    with transaction.atomic(durable=True), as_verb():
        person = _finance(by)
        row = Break.objects.select_for_update(no_key=True, of=("self",)).get(pk=break_id)
        if not why.strip():
            raise WhyMissing
        proposal = _proposed(row)
        proposal.outcome, proposal.settled_by, proposal.settled_at = Proposal.REFUSED, person, at
        proposal.why = f"{proposal.why} / {why.strip()}"[:300]
        proposal.save(update_fields=["outcome", "settled_by", "settled_at", "why"])
        return proposal


def approve(*, break_id: int, by: By, at: datetime) -> Entry:
    """Post the proposed entry and close the break, together. Never the author; once: what is posted is not proposed any more.

    Raises MayNot for the author and for anybody but finance; NotNow where there is nothing proposed, or the break is not what it was then.
    """
    try:
        with transaction.atomic(durable=True), as_verb():
            person, row = _finance(by), _open(break_id)
            proposal = _proposed(row)
            if proposal.proposed_by_id == person.pk:
                raise MayNot(gettext("Somebody else has to post what you propose."))
            if _amount_now(row) != row.amount_minor or abs(row.amount_minor) != proposal.amount_minor:
                raise NotNow(gettext("The amount is not the same any more. Refuse the proposal, and let the books be compared again."))
            entry = _post(row, proposal, by, at)
            proposal.outcome, proposal.settled_by, proposal.settled_at, proposal.entry = Proposal.POSTED, person, at, entry
            proposal.save(update_fields=["outcome", "settled_by", "settled_at", "entry"])
            _close(row, person, at, proposal.why, entry)
            return entry
    except IntegrityError as error:  # the constraint has the last word about who posts, and how often
        raise NotNow(gettext("It was posted, or closed, a moment ago.")) from error


def _post(row: Break, proposal: Proposal, by: By, at: datetime) -> Entry:
    recipe, amount = remedies.REMEDIES[proposal.recipe].recipe, proposal.amount
    hers = {"professional_id": proposal.professional_id} if proposal.professional_id else {}
    reference = row.movement_id or f"RC-{proposal.pk}"
    # A movement that belongs to nothing of ours is its own subject, so that what waits in suspense has a name.
    subject = row.subject or row.movement_id[:40]
    entry = post(
        kind=proposal.recipe, reference=reference, subject=subject, at=at, postings=recipe(amount=amount, **hers), memo=proposal.why[:200]
    )
    if hers:
        _earn(f"{subject}/RC-{proposal.pk}", proposal, by, at)
    if row.movement_id:
        Match.objects.bulk_create([Match(entry=entry, movement_id=row.movement_id, at=at)], ignore_conflicts=True)
    elif row.entry_id:  # ours, of which the processor knows nothing, and its correction: the one takes the other back
        pair = f"break:{row.pk}"
        Match.objects.bulk_create([Match(entry_id=pk, movement_id=pair, at=at) for pk in (row.entry_id, entry.pk)], ignore_conflicts=True)
    return entry


def _earn(reference: str, proposal: Proposal, by: By, at: datetime) -> None:
    """Held for her, it is an earning like any other: it clears from now on, and leaves with a payout."""
    assert proposal.professional_id is not None
    earnings.expect(
        reference=reference, professional_id=proposal.professional_id, amount=proposal.amount, fee=Money.zero(proposal.currency), by=by, at=at
    )
    earnings.set_available_on(reference=reference, available_on=at, at=at)
    earnings.start_clearing(reference=reference, scheduled_end=at, ended_at=at, by=by, at=at)


def _amount_now(row: Break) -> int:
    if row.bucket == Break.SUSPENSE:
        return sum(each.amount.minor for each in suspense.waiting(row.subject) if each.amount.currency == row.currency)
    if row.movement_id:
        return comparing.verdict_now(row).difference
    return 0 if Match.objects.filter(entry=row.entry).exists() else row.amount_minor


def _whose(row: Break) -> int:
    """The one professional of whom the books speak under this subject."""
    people = Posting.objects.filter(entry__subject=row.subject, person__isnull=False) if row.subject else Posting.objects.none()
    found = set(people.values_list("person_id", flat=True))
    if len(found) != 1:
        raise DoesNotFit(gettext("The books do not say to which professional this belongs."))
    return int(found.pop() or 0)


def _finance(by: By) -> User:
    person = User.objects.filter(pk=by.person_id or 0, is_active=True, is_staff=True).first() if by.role == "staff" else None
    if person is None or "finance" not in person.staff_groups():
        raise MayNot(gettext("This is for our finance team."))
    return person


def _open(break_id: int) -> Break:
    row = Break.objects.select_for_update(no_key=True, of=("self",)).get(pk=break_id)
    if row.closed_at is not None:
        raise NotNow(gettext("It is closed."))
    return row


def _proposed(row: Break) -> Proposal:
    proposal = row.proposals.select_for_update(no_key=True, of=("self",)).filter(outcome="").first()
    if proposal is None:
        raise NotNow(gettext("No entry is proposed."))
    return proposal


def _close(row: Break, person: User, at: datetime, why: str, entry: Entry | None) -> None:
    row.closed_at, row.closed_by_role, row.closed_by, row.closed_why, row.closing_entry = at, "staff", person, why.strip()[:300], entry
    row.accepted_minor = 0 if entry else row.amount_minor
    row.save(update_fields=["closed_at", "closed_by_role", "closed_by", "closed_why", "closing_entry", "accepted_minor"])
