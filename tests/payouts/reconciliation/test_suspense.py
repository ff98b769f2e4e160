"""What waits in suspense is an open item by its subject, until two people have given it to somebody; then there is nothing of it left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.users.actions import MayNot
from bookings.lifecycle import actions as bookings
from bookings.lifecycle.books import books, station
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.ops import invariants
from payouts.batches.models import Payout
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import corrections
from payouts.ledger.models import Account
from payouts.ledger.queries import balance, stranded
from payouts.reconciliation import actions, queries
from payouts.reconciliation.actions import DoesNotFit, NotNow
from payouts.reconciliation.models import Break
from tests.payouts.reconciliation import scenes
from tests.payouts.reconciliation.scenes import cop, eva, teo

pytestmark = pytest.mark.django_db


def item_of(stage: Stage) -> tuple[Booking, Break]:
    """A refund that a card would not take, and its open item."""
    scenes.lived(stage)
    booking = scenes.stranded(stage)
    scenes.later(hours=2)
    scenes.run()
    return booking, Break.objects.get(bucket=Break.SUSPENSE, closed_at__isnull=True)


def propose(row: Break, recipe: str) -> None:
    actions.propose(break_id=row.pk, recipe=recipe, by=eva(), at=clock.now(), why="she gave us her account number")


def in_suspense() -> Money:
    return balance(Account.SUSPENSE, currency="COP")


def test_an_item_says_whose_it_is_how_much_and_since_when(stage: Stage) -> None:
    booking, row = item_of(stage)
    assert (row.subject, row.amount) == (booking.reference, booking.total)
    scenes.later(days=2)
    (item,) = queries.suspense_items(clock.now())
    assert (item.waiting.subject, item.waiting.amount, item.item) == (booking.reference, booking.total, row)
    assert timedelta(days=2) < item.age < timedelta(days=3)
    found = queries.summary(clock.now())
    assert (found.in_suspense, found.breaks, found.by_bucket) == ({"COP": booking.total}, 0, {"suspense": 1})


def test_to_the_customer_by_another_way_and_her_page_says_that_she_has_it(stage: Stage) -> None:
    booking, row = item_of(stage)
    before = books(booking, stage.as_customer)
    assert (before.stranded, station(booking, before, stage.as_customer)) == (booking.total, "casaora")
    propose(row, "given_by_bank")
    with pytest.raises(MayNot):
        actions.approve(break_id=row.pk, by=eva(), at=clock.now())
    assert in_suspense() == -booking.total
    actions.approve(break_id=row.pk, by=teo(), at=clock.now())
    row.refresh_from_db()
    assert (in_suspense(), stranded(booking.reference, currency="COP"), row.closed_at is not None) == (cop(0), cop(0), True)
    after = books(bookings.read(booking.reference), stage.as_customer)
    assert (after.stranded, after.refunded, station(booking, after, stage.as_customer)) == (cop(0), booking.total, "back")
    scenes.run()
    assert scenes.opened() == []
    assert queries.suspense_items(clock.now()) == []


def test_to_the_professional_it_clears_and_is_paid_like_an_earning(stage: Stage) -> None:
    booking, row = item_of(stage)
    propose(row, "given_to_professional")
    actions.approve(break_id=row.pk, by=teo(), at=clock.now())
    assert in_suspense() == cop(0)
    earning = Earning.objects.get(reference__startswith=f"{booking.reference}/RC-")
    assert (earning.professional_id, earning.amount, earning.state) == (booking.professional_id, booking.total, "clearing")
    assert invariants.what_is_held_is_somebodys(clock.now()) == []
    scenes.later(days=8)
    earnings.release_cleared(clock.now())
    earning.refresh_from_db()
    assert earning.state == "payable"
    assert invariants.what_is_held_is_somebodys(clock.now()) == []


def test_what_belongs_to_nobody_is_written_off_and_what_is_missing_is_borne(stage: Stage) -> None:
    _booking, row = item_of(stage)
    scenes.closed_by(row, "kept")
    assert in_suspense() == cop(0)
    stage.sim.banks.move("reserve_hold", -250)
    scenes.later(hours=2)
    scenes.run()
    taken = Break.objects.get(type="reserve_hold")
    scenes.closed_by(taken, "unplaced_taken")
    scenes.run()
    missing = Break.objects.get(bucket=Break.SUSPENSE, closed_at__isnull=True)
    assert (missing.subject, missing.amount_minor) == (taken.movement_id, -250)
    with pytest.raises(DoesNotFit):
        propose(missing, "given_by_bank")
    scenes.closed_by(missing, "written_off")
    assert in_suspense() == cop(0)
    run = scenes.run()
    assert (scenes.opened(), scenes.explained(run)) == ([], True)


def test_nobody_closes_it_without_an_entry_nor_does_the_database(stage: Stage) -> None:
    _booking, row = item_of(stage)
    with pytest.raises(NotNow):
        actions.close(break_id=row.pk, by=eva(), at=clock.now(), why="too small")
    change = {"closed_at": clock.now(), "closed_by_role": "staff", "closed_by_id": eva().person_id, "closed_why": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Break.objects.filter(pk=row.pk).update(**change)


def test_what_a_payout_parked_is_hers_by_the_books_alone(stage: Stage) -> None:
    scenes.lived(stage)
    payout = Payout.objects.get()
    stage.sim.banks.return_transfer(str(payout.transfer_id), 2_000)
    scenes.told(stage, "transfer.reversed")
    scenes.run()
    row = Break.objects.get(bucket=Break.SUSPENSE, closed_at__isnull=True)
    assert (row.subject, row.amount) == (payout.reference, cop(2_000))
    scenes.closed_by(row, "given_to_professional")
    assert Earning.objects.get(reference__startswith=f"{payout.reference}/").professional_id == payout.professional_id
    assert in_suspense() == cop(0)
    assert invariants.what_is_held_is_somebodys(clock.now()) == []


def test_of_what_has_no_professional_none_is_made_up(stage: Stage) -> None:
    scenes.lived(stage)
    stage.sim.banks.top_up(900)
    scenes.later(hours=2)
    scenes.run()
    scenes.closed_by(Break.objects.get(type="topup", closed_at__isnull=True), "unplaced_received")
    scenes.run()
    row = Break.objects.get(bucket=Break.SUSPENSE, closed_at__isnull=True)
    with pytest.raises(DoesNotFit):
        propose(row, "given_to_professional")


def test_an_item_that_empties_itself_is_closed_and_a_later_one_is_new(stage: Stage) -> None:
    booking, row = item_of(stage)
    scenes.posted("came_by_bank", "by-hand", corrections.given_by_bank(amount=booking.total), booking.reference)
    scenes.run()
    row.refresh_from_db()
    assert (row.closed_by_role, row.closed_why) == ("clock", "came by itself")
    scenes.later(days=5)
    scenes.posted("kept", "again", corrections.came_by_bank(amount=cop(10)), booking.reference)
    scenes.run()
    new = Break.objects.get(bucket=Break.SUSPENSE, closed_at__isnull=True)
    assert (new.pk != row.pk, new.amount_minor) == (True, 10)
    assert clock.now() - new.happened_at < timedelta(hours=1)
