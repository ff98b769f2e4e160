"""Staff give a tip or extra time back: from where the money is, with a reason, once, and never while the bank decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.notifications.models import Notice
from accounts.users.actions import MayNot
from bookings.lifecycle import deadlines as visits
from bookings.lifecycle.claims import NotNow
from bookings.payments.models import Refund
from bookings.supplements import actions
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balances_of
from tests.accounts.staff import enter, finance, staff
from tests.bookings.supplements.scenes import approving, cop, paid, tipping

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_tip_that_is_still_held(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    back = actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="Typed a zero too many.")
    assert back.state == "refunded"
    assert [r["amount"] for r in stage.sim.objects("refund")] == [given.total_minor]
    assert Entry.objects.get(kind="tip_refund").subject == given.reference
    assert balances_of(given.booking.professional_id, currency="COP")[Account.TIPS_HELD] == cop(0)
    assert Earning.objects.get(reference=given.reference).state == "reversed"
    told = set(Notice.objects.filter(kind__startswith="booking_supplement_refunded").values_list("person_id", flat=True))
    assert told == {given.booking.customer_id, given.booking.professional_id}
    with pytest.raises(NotNow):
        actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="Again.")


@pytest.mark.parametrize(("state", "account"), [("payable", Account.PAYABLE_TO), ("paid", Account.OWED_BY)])
def test_a_tip_that_was_released_or_has_left(stage: Stage, state: str, account: Account) -> None:
    given = paid(stage, tipping(stage))
    visits.post_fees(given.made_at + HOUR)
    later = given.made_at + timedelta(days=30)
    earnings.release_cleared(later)
    Earning.objects.filter(reference=given.reference).update(state=state)
    before = balances_of(given.booking.professional_id, currency="COP")[account]
    actions.refund(reference=given.reference, by=finance(), at=later, why="A mistake.")
    assert balances_of(given.booking.professional_id, currency="COP")[account] - before == cop(20_000)
    assert Entry.objects.filter(kind="tip_refund").count() == 1


def test_extra_time_goes_back_with_its_fee(stage: Stage) -> None:
    longer = paid(stage, approving(stage))
    actions.refund(reference=longer.reference, by=finance(), at=longer.made_at + HOUR, why="She had to leave early.")
    entry = Entry.objects.get(kind="refund")
    assert dict(entry.postings.values_list("account", "amount_minor")) == {
        "held_for_professionals": longer.earning_minor, "service_fees_unearned": longer.fee_minor, "processor_cash": -longer.total_minor,
    }  # fmt: skip
    assert Earning.objects.get(reference=longer.reference).state == "reversed"


def test_a_missing_answer_is_settled_and_a_refused_one_changes_nothing(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    stage.sim.faults.add("refund", "decline")
    assert actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="A mistake.").state == "paid"
    stage.sim.faults.add("refund", "timeout_after")
    assert actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="A mistake.").state == "paid"
    visits.settle_unknown(given.made_at + 2 * HOUR)
    assert actions.read(given.reference).state == "refunded"
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["failed", "succeeded"]


def test_not_while_the_bank_decides(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    earnings.hold_back(reference=given.reference, reason="dispute", by=By("processor"), at=given.made_at, why="dp_1")
    with pytest.raises(NotNow):
        actions.refund(reference=given.reference, by=finance(), at=given.made_at + HOUR, why="A mistake.")


def test_the_verb_itself_asks_who_gives_money_back(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    someone = given.booking.customer.user  # of finance, and the customer of this visit
    someone.is_staff = True
    someone.save()
    someone.groups.add(Group.objects.get_or_create(name="finance")[0])
    for by in (By("staff", 7), staff(), By("staff", someone.pk)):
        with pytest.raises(MayNot):
            actions.refund(reference=given.reference, by=by, at=given.made_at + HOUR, why="A mistake.")
    assert stage.sim.objects("refund") == []


@pytest.mark.parametrize("group", ["support", "finance", "operations"])
def test_only_finance_with_a_reason(group: str, client: Client, stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    clock.set_to(given.made_at + HOUR)
    enter(client, cast.staff("Eva", "Luna", group))
    page = "/admin/bookings/supplement/"
    assert client.get(f"{page}{given.pk}/change/").status_code == client.get(page).status_code == 200
    assert client.get(f"{page}add/").status_code == 403
    said = {"action": "refund", "_selected_action": [given.pk], "why": ""}
    client.post(page, said, follow=True)
    assert actions.read(given.reference).state == "paid"
    client.post(page, {**said, "why": "A mistake."}, follow=True)
    assert actions.read(given.reference).state == ("refunded" if group == "finance" else "paid")
