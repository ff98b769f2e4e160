"""Two payout runs at once, with real threads on real transactions: each earning is paid once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from casaora.demo import cast
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import transfers
from payouts.batches.models import Batch, Payout, PayoutLine
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.actions import seal
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, verify
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 3


def at_once(*acts: Callable[[], object], round_: int = 0) -> list[object]:
    """What each answered when all are let go together; none may fail."""
    answers = together(acts, round_=round_)
    assert [a for a in answers if isinstance(a, Exception)] == []
    return answers


def people(bank: Bank) -> list[int]:
    bank.sim.banks.top_up(10**12)
    made = [cast.professional(name, "Prueba") for name in ("Ana", "Luz", "Eva")[:PEOPLE]]
    for who in made:
        scenes.ready(who, bank)
    return [who.pk for who in made]


def earned(round_number: int, who: Sequence[int], at: datetime) -> None:
    from accounts.professionals.models import Professional

    for person in Professional.objects.filter(pk__in=who):
        for n in range(2):
            scenes.payable(person, f"CB-{round_number}-{person.pk}-{n}", at)


def test_two_runs_at_once_pay_each_earning_once(bank: Bank, at: datetime, finish: Finish) -> None:
    who, winners = people(bank), Counter[str]()
    for number in range(ROUNDS):
        cut_off = TUESDAY + timedelta(days=7 * number)
        earned(number, who, cut_off - timedelta(hours=1))
        bank.at = cut_off

        def run(moment: datetime = cut_off) -> dict[str, int]:
            batches.plan_due(moment)
            return batches.send_due(moment)

        results = at_once(run, run, run, round_=number)
        sent = [r["paid"] for r in results]  # type: ignore[index]
        assert sum(sent) <= PEOPLE
        winners[f"worker {sent.index(max(sent)) + 1}" if sent.count(max(sent)) == 1 else "shared"] += 1
        batches.send_due(cut_off)
        assert Batch.objects.filter(cut_off_at=cut_off).count() == 1
    assert Payout.objects.count() == ROUNDS * PEOPLE == len(bank.transfers())
    assert PayoutLine.objects.filter(is_live=True).count() == ROUNDS * PEOPLE * 2 == Earning.objects.filter(state="paid").count()
    assert (
        Entry.objects.filter(kind="transfer_sent").count() == ROUNDS * PEOPLE == Notice.objects.filter(kind="payout_sent").count()
    )
    assert balance(Account.IN_TRANSIT, currency="COP") == cop(0)
    assert set(Batch.objects.values_list("state", flat=True)) == {"completed"}
    seal(cut_off)
    assert verify(cut_off) == []
    finish("payout run × payout run × payout run", winners, legal=["worker 1", "worker 2", "worker 3", "shared"])


def test_sender_janitor_and_event_at_once_record_once(bank: Bank, at: datetime, finish: Finish) -> None:
    who, winners = people(bank)[:1], Counter[str]()
    for number in range(ROUNDS):
        cut_off = TUESDAY + timedelta(days=7 * number)
        earned(number, who, cut_off - timedelta(hours=1))
        bank.at = cut_off
        batch = scenes.planned(bank, cut_off)
        attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, cut_off)
        assert attempt
        outcome = transfers.call(attempt)
        from payouts.batches.outcomes import record

        def as_sender(pk: int = attempt.pk, moment: datetime = cut_off) -> str:
            return record(pk, outcome, moment)  # noqa: B023 - read in this round only

        def as_janitor(moment: datetime = cut_off) -> str:
            return "paid" if batches.settle_unknown(moment + timedelta(minutes=3))["settled"] else ""

        answers = at_once(as_sender, as_sender, as_janitor, round_=number)
        assert answers.count("paid") == 1
        winners[("sender", "event", "janitor")[answers.index("paid")]] += 1
    assert Entry.objects.filter(kind="transfer_sent").count() == ROUNDS == len(bank.transfers())
    finish("sender × event × janitor", winners, legal=["sender", "event", "janitor"])


def test_a_report_and_a_payout_run_at_once_have_one_winner(bank: Bank, at: datetime, finish: Finish) -> None:
    who, winners = people(bank)[:1], Counter[str]()
    for number in range(ROUNDS):
        cut_off = TUESDAY + timedelta(days=7 * number)
        earned(number, who, cut_off - timedelta(hours=1))
        bank.at = cut_off
        reference = f"CB-{number}-{who[0]}-0"
        scenes.planned(bank, cut_off)

        def report(name: str = reference, moment: datetime = cut_off) -> object:
            try:
                return earnings.hold_back(reference=name, reason="report", by=By("customer", 1), at=moment)
            except earnings.NotNow:
                return None  # it was paid before

        def run(moment: datetime = cut_off) -> object:
            return batches.send_due(moment)

        held, _ = at_once(report, run, round_=number)
        made = Earning.objects.get(reference=reference)
        claimed = PayoutLine.objects.filter(earning=made, payout__state="paid").exists()
        assert claimed == (made.state == "paid")
        winners["paid, held after the claim" if claimed and held else "paid" if claimed else "held"] += 1
        if not claimed:
            assert held is not None
            earnings.let_go(reference=reference, reason="report", by=By("staff", 1), at=cut_off)
    finish("report × payout run", winners, legal=["paid", "held", "paid, held after the claim"])
    assert balance(Account.IN_TRANSIT, currency="COP") == cop(0)


def test_a_report_and_a_release_at_once_have_one_winner(bank: Bank, at: datetime, finish: Finish) -> None:
    ana, winners = cast.professional(), Counter[str]()
    for number in range(ROUNDS):
        made = scenes.clearing(ana, f"CB-{number}", at + timedelta(days=30 * number))
        due = (made.clears_at or at) + timedelta(minutes=15)

        def report(name: str = made.reference, moment: datetime = due) -> object:
            return earnings.hold_back(reference=name, reason="report", by=By("customer", 1), at=moment)

        def release(moment: datetime = due) -> object:
            return earnings.release_cleared(moment)

        at_once(report, release, release, round_=number)
        made.refresh_from_db()
        winners["release" if made.state == "payable" else "report"] += 1
        assert Entry.objects.filter(kind="release", reference=made.reference).count() == (made.state == "payable")
    finish("report × release", winners, legal=["report", "release"])
