"""Two people, or a person and the nightly run, at the same break at once: with real threads on real transactions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from casaora.kit.steps import By
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance
from payouts.reconciliation import actions, running
from payouts.reconciliation.actions import NotNow
from payouts.reconciliation.models import Break, Match, Proposal
from tests.accounts.staff import staff
from tests.payouts.conftest import Bank
from tests.payouts.conftest import bank as bank  # the fixture
from tests.payouts.reconciliation.scenes import cop
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def proposed(bank: Bank, by: By) -> Break:
    """Another payout to our bank that nobody has posted, and somebody's proposal about it."""
    bank.sim.banks.pay_out(100)
    bank.at += DAY
    running.reconcile(bank.at, bank.at - 2 * DAY)
    row = Break.objects.filter(type="payout", closed_at__isnull=True).latest("pk")
    actions.propose(break_id=row.pk, recipe="platform_payout", by=by, at=bank.at, why="our bank's statement")
    return row


def test_of_two_who_post_and_one_who_refuses_one_wins(bank: Bank, at: datetime, finish: Finish) -> None:
    eva, teo, luz = (staff(name, "finance") for name in ("Eva", "Teo", "Luz"))
    winners = Counter[str]()
    for number in range(ROUNDS):
        row = proposed(bank, eva)
        answers = together(
            [
                lambda row=row: actions.approve(break_id=row.pk, by=teo, at=bank.at),  # type: ignore[misc]
                lambda row=row: actions.approve(break_id=row.pk, by=luz, at=bank.at),  # type: ignore[misc]
                lambda row=row: actions.refuse(break_id=row.pk, by=eva, at=bank.at, why="a fee"),  # type: ignore[misc]
            ],
            round_=number,
        )
        done = [name for name, answer in zip(("one", "the other", "refused"), answers, strict=True) if isinstance(answer, Entry | Proposal)]
        assert len(done) == 1, answers
        assert sum(isinstance(answer, NotNow) for answer in answers) == 2, answers
        winners[done[0]] += 1
        row.refresh_from_db()
        assert (row.closed_at is not None, Entry.objects.filter(reference=row.movement_id).count()) == ((False, 0) if done == ["refused"] else (True, 1))
    posted = winners["one"] + winners["the other"]
    assert balance(Account.OPERATOR_BANK, currency="COP") == cop(100 * posted)
    finish("post × post × refuse", winners, legal=("one", "the other", "refused"))


def test_a_run_and_whoever_posts_leave_one_row_and_explain_the_balance(bank: Bank, at: datetime, finish: Finish) -> None:
    eva, teo = (staff(name, "finance") for name in ("Eva", "Teo"))
    bank.at += DAY
    running.reconcile(bank.at, bank.at - 2 * DAY)
    bank.at += 4 * DAY  # the fixture's own top-up, by now an open break, is in no window any more
    winners = Counter[str]()
    for number in range(ROUNDS):
        row = proposed(bank, eva)
        run, entry = together(
            [
                lambda: running.reconcile(bank.at, bank.at - 2 * DAY),
                lambda row=row: actions.approve(break_id=row.pk, by=teo, at=bank.at),  # type: ignore[misc]
            ],
            round_=number,
        )
        assert isinstance(entry, Entry), entry
        assert not isinstance(run, Exception), run
        assert (run.new_breaks, run.unexplained) == (0, {})
        row.refresh_from_db()
        assert (row.closing_entry, Break.objects.filter(key=row.key).count()) == (entry, 1)
        assert Match.objects.get(entry=entry).movement_id == row.movement_id
        winners["seen open" if "theirs_only" in run.counts else "seen closed"] += 1
    finish("run × post", winners, legal=("seen open", "seen closed"))
