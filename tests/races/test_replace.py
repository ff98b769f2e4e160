"""Two replacements of one payout account at once: one new account, one notice, and nobody is sent to the other."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from accounts.notifications.models import Notice
from casaora.demo import cast
from casaora.kit.steps import By
from payouts.connect import actions as connect
from payouts.connect.models import OpeningAttempt, PayoutAccount
from payouts.connect.replacing import NotGone, replace
from tests.payouts import scenes
from tests.payouts.conftest import Bank, bank
from tests.racing import ROUNDS, Finish, together

__all__ = ["bank"]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_one_account_takes_the_place(bank: Bank, at: datetime, finish: Finish) -> None:
    ana, sara, winners = cast.professional(), cast.staff("Sara", "Ospina", "finance"), Counter[str]()
    hers, theirs, account = By("professional", ana.pk), By("staff", sara.pk), scenes.ready(ana, bank)
    for number in range(ROUNDS):
        former = PayoutAccount.objects.get().processor_id
        bank.sim.accounts.become(str(former), "deauthorized")
        connect.refresh(professional_id=ana.pk, at=at)
        results = together([
            lambda: replace(professional_id=ana.pk, by=hers, at=at),
            lambda: replace(professional_id=ana.pk, by=theirs, at=at, why="She wrote to us."),
        ], round_=number)  # fmt: skip
        assert all(not isinstance(r, Exception) or isinstance(r, connect.BeingOpened | NotGone) for r in results), results
        account.refresh_from_db()
        made = OpeningAttempt.objects.filter(step="replace")
        assert made.filter(outcome="").count() == 0
        assert account.processor_id not in (None, former)
        assert Notice.objects.filter(kind="payout_account_replaced").count() == made.count() == number + 1
        winners[str(made.latest("pk").by_role)] += 1
        bank.sim.accounts.become(str(account.processor_id), "ready")
    finish("replace × replace", winners, legal=("professional", "staff"))
