"""Above a limit finance approves, above another two of them; what nobody approves is canceled at the next cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.demo import cast
from casaora.kit.steps import CLOCK, By
from payouts.batches import actions as batches
from payouts.batches import limits
from payouts.batches.models import Batch, PayoutLine
from payouts.batches.steps import NotNow, NotTheirs
from payouts.earnings.models import Earning
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

LIMITS = limits.LIMITS["COP"]


@pytest.mark.parametrize(
    ("nets", "needed"),
    [
        ([], 0), ([0], 0), ([LIMITS.single], 0), ([LIMITS.single + 1], 1), ([LIMITS.single] * 7, 0), ([LIMITS.single] * 8, 1),
        ([LIMITS.single] * 25, 1), ([LIMITS.single] * 25 + [1], 2),
    ],
)  # fmt: skip
def test_how_many_people_look(nets: list[int], needed: int) -> None:
    assert limits.approvals_needed("COP", nets) == needed


def test_a_currency_without_limits_is_always_looked_at() -> None:
    assert limits.approvals_needed("PYG", [1]) == 2


@pytest.fixture
def waiting(ana: Professional, bank: Bank, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setitem(limits.LIMITS, "COP", limits.Limits(total=1, single=1, two_people=10**12))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    assert batch.state == "awaiting_approval"
    return batch


@pytest.mark.django_db
def test_nothing_is_sent_before_finance_approves(waiting: Batch, sara: User, bank: Bank) -> None:
    assert not any(batches.send_due(TUESDAY).values())
    made = batches.approve(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY)
    assert made.state == "approved"
    assert batches.approve(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY).state == "approved"
    assert batches.send_due(TUESDAY)["paid"] == 1


@pytest.mark.django_db
def test_only_finance_approves(waiting: Batch, ana: Professional) -> None:
    support = cast.staff("Sol", "Mora", "support")
    for by in (By("staff", support.pk), By("staff", ana.pk), By("professional", ana.pk), CLOCK):
        with pytest.raises(NotTheirs):
            batches.approve(batch_id=waiting.batch_id, by=by, at=TUESDAY)


@pytest.mark.django_db
def test_over_the_second_limit_one_person_is_not_enough(
    ana: Professional, sara: User, bank: Bank, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "COP", limits.Limits(total=1, single=1, two_people=2))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    for _ in range(2):
        assert batches.approve(batch_id=batch.batch_id, by=By("staff", sara.pk), at=TUESDAY).state == "awaiting_approval"
    other = cast.staff("Teo", "Rey", "finance")
    assert batches.approve(batch_id=batch.batch_id, by=By("staff", other.pk), at=TUESDAY).state == "approved"


@pytest.mark.django_db
def test_unapproved_at_the_next_cut_off_it_is_canceled_and_its_earnings_are_in_the_next(
    waiting: Batch, ana: Professional, bank: Bank
) -> None:
    friday = TUESDAY + timedelta(days=3)
    assert batches.plan_due(friday) == {"planned": 1, "payouts": 1, "canceled": 1, "failed": 0}
    waiting.refresh_from_db()
    assert (waiting.state, scenes.states(waiting)) == ("canceled", ["canceled"])
    lines = PayoutLine.objects.order_by("pk").values_list("payout__batch__batch_id", "is_live")
    assert list(lines) == [("co-2026-11-24-tue", False), ("co-2026-11-27-fri", True)]


@pytest.mark.django_db
def test_cancel_gives_everything_back_once(waiting: Batch, sara: User, ana: Professional) -> None:
    for _ in range(2):
        batches.cancel(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY, why="a mistake")
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.PAYABLE_TO], mine[Account.IN_TRANSIT]) == (-cop(100_000), cop(0))
    assert Earning.objects.get().state == "payable"
    with pytest.raises(NotNow):
        batches.approve(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY)


@pytest.mark.django_db
def test_what_is_being_sent_cannot_be_canceled(waiting: Batch, sara: User, bank: Bank) -> None:
    batches.approve(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY)
    batches.send_due(TUESDAY)
    with pytest.raises(NotNow):
        batches.cancel(batch_id=waiting.batch_id, by=By("staff", sara.pk), at=TUESDAY, why="too late")
