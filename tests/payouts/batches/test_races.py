"""Two payout runs at once, with real threads on real transactions: each earning is paid once."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection

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

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
PEOPLE = 3


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, let go together; what each answered, errors included."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            answers[number] = act()  # type: ignore[call-overload]
        except Exception as error:
            answers[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    errors = [a for a in answers if isinstance(a, Exception)]
    assert errors == []
    return list(answers)


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


def test_two_runs_at_once_pay_each_earning_once(bank: Bank, at: datetime) -> None:
    who, winners = people(bank), Counter[str]()
    for number in range(ROUNDS):
        cut_off = TUESDAY + timedelta(days=7 * number)
        earned(number, who, cut_off - timedelta(hours=1))
        bank.at = cut_off

        def run(moment: datetime = cut_off) -> dict[str, int]:
            batches.plan_due(moment)
            return batches.send_due(moment)

        results = at_once(run, run, run)
        winners.update(f"worker {n} sent {r['paid']}" for n, r in enumerate(results))  # type: ignore[index]
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
    print(f"\ntwo payout runs at once: {ROUNDS} rounds, {dict(sorted(winners.items()))}")


def test_sender_janitor_and_event_at_once_record_once(bank: Bank, at: datetime) -> None:
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

        answers = at_once(as_sender, as_sender, as_janitor)
        assert answers.count("paid") == 1
        winners[("sender", "event", "janitor")[answers.index("paid")]] += 1
    assert Entry.objects.filter(kind="transfer_sent").count() == ROUNDS == len(bank.transfers())
    print(f"\nsender, event and janitor at once: {ROUNDS} rounds, {dict(winners)}")


def test_a_report_and_a_payout_run_at_once_have_one_winner(bank: Bank, at: datetime) -> None:
    who, winners = people(bank)[:1], Counter[str]()
    for number in range(ROUNDS):
        cut_off = TUESDAY + timedelta(days=7 * number)
        earned(number, who, cut_off - timedelta(hours=1))
        bank.at = cut_off
        reference = f"CB-{number}-{who[0]}-0"
        scenes.planned(bank, cut_off)

        def report(name: str = reference, moment: datetime = cut_off, pause: float = 0.004 * (number % 10)) -> object:
            time.sleep(pause)  # a payout run first asks the processor: without a pause the report always comes first
            try:
                return earnings.hold_back(reference=name, reason="report", by=By("customer", 1), at=moment)
            except earnings.NotNow:
                return None  # it was paid before

        def run(moment: datetime = cut_off) -> object:
            return batches.send_due(moment)

        held, _ = at_once(report, run)
        made = Earning.objects.get(reference=reference)
        claimed = PayoutLine.objects.filter(earning=made, payout__state="paid").exists()
        assert claimed == (made.state == "paid")
        winners["paid, held after the claim" if claimed and held else "paid" if claimed else "held"] += 1
        if not claimed:
            assert held is not None
            earnings.let_go(reference=reference, reason="report", by=By("staff", 1), at=cut_off)
    print(f"\nreport against payout run: {ROUNDS} rounds, {dict(winners)}")
    assert sum(winners.values()) == ROUNDS
    assert len(winners) > 1  # each side wins some
    assert balance(Account.IN_TRANSIT, currency="COP") == cop(0)


def test_a_report_and_a_release_at_once_have_one_winner(bank: Bank, at: datetime) -> None:
    ana, winners = cast.professional(), Counter[str]()
    for number in range(ROUNDS):
        made = scenes.clearing(ana, f"CB-{number}", at + timedelta(days=30 * number))
        due = (made.clears_at or at) + timedelta(minutes=15)

        def report(name: str = made.reference, moment: datetime = due) -> object:
            return earnings.hold_back(reference=name, reason="report", by=By("customer", 1), at=moment)

        def release(moment: datetime = due) -> object:
            return earnings.release_cleared(moment)

        at_once(report, release, release)
        made.refresh_from_db()
        winners[made.state] += 1
        assert Entry.objects.filter(kind="release", reference=made.reference).count() == (made.state == "payable")
    print(f"\nreport against release: {ROUNDS} rounds, {dict(winners)}")
