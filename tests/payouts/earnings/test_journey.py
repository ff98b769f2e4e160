"""Where an earning is on its way, why it waits, and when it moves next: in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.batches.statements import overview
from payouts.earnings import actions as earnings
from payouts.earnings import journey
from payouts.earnings.journey import Group
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
FINANCE = By("staff", 1)


def groups(her: Professional, at: datetime) -> dict[str, Group]:
    money, market = overview(her, at), her.city.market
    made = journey.groups(money.earnings, next_ids=money.next_ids, next_at=money.next_payout_at, currency=market.currency, zone=market.zone, at=at)
    assert sum(len(group.rows) for group in made) == len(money.earnings)
    return {group.stop: group for group in made}


def test_each_earning_is_at_one_stop_and_the_sums_are_theirs(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-READY", at, cop(80_000))
    scenes.clearing(ana, "CB-SOON", at - timedelta(days=6), cop(70_000))
    scenes.clearing(ana, "CB-LATER", at, cop(60_000))
    scenes.expected(ana, "CB-SOME-DAY", at, cop(50_000))
    found = groups(ana, at)
    assert list(found) == [journey.NEXT, journey.CLEARING, journey.TO_COME]
    assert found[journey.NEXT].sum == cop(150_000)  # what clears just before the payout goes with it
    assert "Tuesday 24 November" in found[journey.NEXT].text
    assert [row.earning.reference for row in found[journey.CLEARING].rows] == ["CB-LATER"]
    moves = {row.earning.reference: row.moves for group in found.values() for row in group.rows}
    assert moves["CB-LATER"].startswith("It clears on Monday 30 November at 9:00")
    assert moves["CB-SOON"].startswith("It clears on Tuesday 24 November at 9:00")
    assert moves["CB-READY"] == moves["CB-SOME-DAY"] == ""


def test_what_cannot_be_sent_is_available_and_in_no_payout(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-READY", at, cop(80_000))
    assert list(groups(ana, at)) == [journey.AVAILABLE]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("report", "when the problem is settled"), ("dispute", "when the bank has decided"), ("review", "when our team has finished"), ("suspension", "when our team lifts the pause")],
)
def test_every_reason_to_hold_says_what_it_is_and_what_ends_it(ana: Professional, at: datetime, reason: str, words: str) -> None:
    scenes.clearing(ana, "CB-HELD", at)
    earnings.hold_back(reference="CB-HELD", reason=reason, by=FINANCE, at=at)
    (row,) = groups(ana, at)[journey.HELD].rows
    assert row.whys
    assert words in row.moves


def test_a_hold_that_ends_by_itself_says_when_and_then_holds_no_more(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-HELD", at)
    earnings.hold_back(reference="CB-HELD", reason="review", by=FINANCE, at=at, until=TUESDAY)
    assert "It is free again on Tuesday 24 November at 10:00" in groups(ana, at)[journey.HELD].rows[0].moves
    assert journey.HELD not in groups(ana, TUESDAY + timedelta(minutes=1))


def test_a_hold_that_says_itself_what_ends_it_is_not_said_twice(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-HELD", at)
    earnings.hold_back(reference="CB-HELD", reason="report", by=FINANCE, at=at, unblocked_by="Our team decides within 10 days.")
    (row,) = groups(ana, at)[journey.HELD].rows
    assert row.whys[1:] == ["Our team decides within 10 days."]
    assert row.moves == ""
