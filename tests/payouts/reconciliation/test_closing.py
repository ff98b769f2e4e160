"""Breaks are taken, closed with a reason, or closed by an entry that one person proposes and another posts. Never by one alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.users.actions import MayNot, WhyMissing
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from payouts.ledger import corrections
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance
from payouts.reconciliation import actions
from payouts.reconciliation.actions import DoesNotFit, NotNow
from payouts.reconciliation.models import Break, Proposal
from tests.accounts.staff import staff
from tests.payouts.reconciliation import scenes
from tests.payouts.reconciliation.scenes import cop, eva, teo

pytestmark = pytest.mark.django_db
WHY = "the bank's statement of November"


def paid_out(stage: Stage, minor: int = 5_000) -> Break:
    """The processor sent money to our bank, and nobody has posted it."""
    scenes.lived(stage)
    stage.sim.banks.pay_out(minor)
    scenes.later(hours=2)
    scenes.run()
    return Break.objects.get(type="payout")


def propose(row: Break, recipe: str = "platform_payout", by: By | None = None) -> Proposal:
    return actions.propose(break_id=row.pk, recipe=recipe, by=by or eva(), at=clock.now(), why=WHY)


def approve(row: Break, by: By | None = None) -> Entry:
    return actions.approve(break_id=row.pk, by=by or teo(), at=clock.now())


def test_two_people_close_a_break_by_posting_it(stage: Stage) -> None:
    row = paid_out(stage)
    bank = balance(Account.OPERATOR_BANK, currency="COP")
    propose(row)
    with pytest.raises(MayNot):
        approve(row, eva())
    entry = approve(row)
    row.refresh_from_db()
    assert (entry.kind, entry.reference, row.closing_entry, row.closed_why) == ("platform_payout", row.movement_id, entry, WHY)
    assert (row.closed_by_role, row.closed_by_id, row.accepted_minor) == ("staff", teo().person_id, 0)
    assert balance(Account.OPERATOR_BANK, currency="COP") == bank + cop(5_000)
    run = scenes.run()
    assert (scenes.opened(), run.new_breaks, run.balances["COP"]["difference"], scenes.explained(run)) == ([], 0, 0, True)


def test_what_is_posted_is_not_posted_again(stage: Stage) -> None:
    row = paid_out(stage)
    propose(row)
    approve(row)
    before = Entry.objects.count()
    with pytest.raises(NotNow):
        approve(row)
    with pytest.raises(NotNow):
        propose(row)
    assert Entry.objects.count() == before


def test_the_database_refuses_one_person_and_a_closed_break_without_a_reason(stage: Stage) -> None:
    row = paid_out(stage)
    proposal = propose(row)
    entry = Entry.objects.order_by("pk")[0]
    for change in (
        lambda: Proposal.objects.filter(pk=proposal.pk).update(outcome="posted", entry=entry, settled_by=proposal.proposed_by, settled_at=clock.now()),
        lambda: Break.objects.filter(pk=row.pk).update(closed_at=clock.now(), closed_by_role="clock"),
        lambda: Break.objects.filter(pk=row.pk).update(closed_at=clock.now(), closed_by_role="staff", closed_why="x"),
        lambda: Break.objects.filter(pk=row.pk).update(movement_id=""),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_only_finance_has_these_verbs(stage: Stage) -> None:
    row = paid_out(stage)
    outsiders = (staff("Sol", "support"), staff("Rut", "operations"), CLOCK, stage.as_customer, By("staff", stage.customer.pk))
    for by in outsiders:
        for verb in (
            lambda by=by: actions.take(break_id=row.pk, by=by, at=clock.now()),
            lambda by=by: actions.close(break_id=row.pk, by=by, at=clock.now(), why=WHY),
            lambda by=by: propose(row, by=by),
            lambda by=by: approve(row, by),
            lambda by=by: actions.refuse(break_id=row.pk, by=by, at=clock.now(), why=WHY),
        ):
            with pytest.raises(MayNot):
                verb()


def test_whoever_takes_it_has_it(stage: Stage) -> None:
    row = paid_out(stage)
    for by in (eva(), teo(), teo()):
        taken = actions.take(break_id=row.pk, by=by, at=clock.now())
        assert taken.owner_id == by.person_id


def test_a_difference_is_accepted_with_a_reason_and_goes_on_explaining_the_balance(stage: Stage) -> None:
    row = paid_out(stage)
    with pytest.raises(WhyMissing):
        actions.close(break_id=row.pk, by=eva(), at=clock.now(), why=" ")
    actions.close(break_id=row.pk, by=eva(), at=clock.now(), why=WHY)
    run = scenes.run()
    assert (scenes.opened(), run.new_breaks, run.balances["COP"]["accepted"], scenes.explained(run)) == ([], 0, -5_000, True)
    assert Break.objects.filter(type="payout").count() == 1


def test_what_was_accepted_as_it_was_is_a_new_break_when_it_is_not_so_any_more(stage: Stage) -> None:
    row = paid_out(stage)
    actions.close(break_id=row.pk, by=eva(), at=clock.now(), why=WHY)
    scenes.posted("unplaced_taken", row.movement_id, corrections.unplaced_taken(amount=cop(4_000)), "CB-HALF")
    scenes.later(hours=2)
    run = scenes.run()
    assert (Break.DIFFERS, "payout", -1_000) in scenes.opened()
    assert (run.new_breaks, scenes.explained(run), run.balances["COP"]["accepted"]) == (1, True, 0)


def test_an_accepted_break_whose_entry_comes_after_all_explains_nothing_twice(stage: Stage) -> None:
    row = paid_out(stage)
    actions.close(break_id=row.pk, by=eva(), at=clock.now(), why=WHY)
    scenes.posted("platform_payout", row.movement_id, corrections.platform_payout(amount=cop(5_000)))
    run = scenes.run(days=1)
    row.refresh_from_db()
    assert (row.accepted_minor, row.closed_why, scenes.explained(run), scenes.opened()) == (0, WHY, True, [])


def test_an_entry_that_is_no_answer_is_not_proposed(stage: Stage) -> None:
    row = paid_out(stage)
    for recipe in ("top_up", "given_by_bank", "came_by_bank", "release", ""):
        with pytest.raises(DoesNotFit):
            propose(row, recipe)
    with pytest.raises(WhyMissing):
        actions.propose(break_id=row.pk, recipe="platform_payout", by=eva(), at=clock.now(), why="")


def test_one_proposal_at_a_time_and_it_can_be_refused(stage: Stage) -> None:
    row = paid_out(stage)
    first = propose(row)
    assert propose(row) == first
    for refused in (lambda: propose(row, "processor_charge"), lambda: propose(row, by=teo())):
        with pytest.raises(NotNow):
            refused()
    with pytest.raises(NotNow):
        actions.close(break_id=row.pk, by=teo(), at=clock.now(), why=WHY)
    refusal = actions.refuse(break_id=row.pk, by=teo(), at=clock.now(), why="it was a fee")
    assert (refusal.outcome, refusal.entry) == ("refused", None)
    propose(row, "processor_charge", teo())
    assert approve(row, eva()).kind == "processor_charge"


def test_an_entry_of_ours_that_never_was_is_taken_back_and_both_are_quiet(stage: Stage) -> None:
    scenes.lived(stage)
    wrong = scenes.posted("top_up", "ch_never", corrections.top_up(amount=cop(500)), "CB-NEVER")
    scenes.later(hours=2)
    scenes.run()
    row = Break.objects.get(bucket=Break.OURS)
    entry = scenes.closed_by(row, "unplaced_taken")
    assert (entry.subject, row.entry) == ("CB-NEVER", wrong)
    scenes.later(hours=2)
    run = scenes.run()
    assert (scenes.opened(), run.new_breaks, scenes.explained(run)) == ([(Break.SUSPENSE, "suspense", -500)], 0, True)


def test_a_proposal_about_an_amount_that_has_changed_is_not_posted(stage: Stage) -> None:
    row = paid_out(stage)
    propose(row)
    scenes.posted("processor_charge", row.movement_id, corrections.processor_charge(amount=cop(1_000)))
    with pytest.raises(NotNow):
        approve(row)
    actions.refuse(break_id=row.pk, by=eva(), at=clock.now(), why="a part of it was a fee")
    scenes.run()
    row.refresh_from_db()
    assert (row.bucket, row.amount) == (Break.DIFFERS, Money(-4_000, "COP"))
    propose(row)
    approve(row)
    assert scenes.opened() == []
