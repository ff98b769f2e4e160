"""A small city has every state, keeps every rule, and is the same every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings

from accounts.notifications.models import Mail
from accounts.professionals.models import Professional
from bookings.issues.models import Issue, Ruling
from bookings.lifecycle import process
from bookings.lifecycle.models import Booking, StepTaken
from bookings.payments.models import Dispute, Payment
from casaora.demo import places
from casaora.demo.city import SMALL, AlreadyLived, City, NotHere, Size, refuse_where_people_live
from casaora.kit import clock, outbox
from casaora.kit.models import Outgoing
from casaora.ops import books, invariants
from casaora.stripe.models import Event
from payouts.batches.models import Payout
from payouts.connect.models import PayoutAccount
from payouts.earnings.models import Earning
from payouts.ledger.queries import verify
from payouts.reconciliation import running
from tests.forgetting import forgotten

BOGOTA = ZoneInfo("America/Bogota")


def every_rule_holds(at: datetime) -> None:
    assert verify(at) == []
    assert {name: found for name, found in invariants.check(at).items() if found} == {}
    assert not Event.objects.filter(handled_at=None).exists()
    assert not Outgoing.objects.filter(done_at=None).exists()


def every_state_is_there() -> None:
    found = set(Booking.objects.values_list("state", flat=True))
    assert found == set(process.PROCESS.states())
    declined = set(Booking.objects.filter(state=process.DECLINED).values_list("declined_reason", flat=True))
    assert declined == {"professional_declined", "professional_no_response"}


def test_a_small_city_has_every_state_and_keeps_every_rule(build: Callable[..., City], at: datetime) -> None:
    city = build(at, size=Size(professionals=3, households=4, weeks=2))
    every_state_is_there()
    every_rule_holds(at)
    assert sorted(Dispute.objects.values_list("outcome", flat=True)) == ["", "lost", "won"]
    assert Earning.objects.get(owed_minor__gt=0).state == "paid"
    with city.processor.answering():
        assert books.compare(at, at - timedelta(days=90)) == []
        run = running.reconcile(clock.now(), at - timedelta(days=90))
    assert (run.new_breaks, run.unexplained, set(run.counts) - {"suspense", "on_its_way"}) == (0, {}, {"both"})
    assert run.balances["COP"]["theirs"] is not None
    problems = {issue.state: list(issue.rulings.values_list("outcome", flat=True)) for issue in Issue.objects.all()}
    assert problems["issue_open"] == []
    assert {"partial_refund", "dismiss"} == set(Ruling.objects.filter(state="given").values_list("outcome", flat=True))
    paid = Payout.objects.filter(state="paid").exclude(net_minor=0)
    assert paid.exists()
    for sent_at in paid.values_list("paid_at", flat=True):
        local = sent_at.astimezone(BOGOTA)
        assert (local.weekday() in (1, 4), local.hour, local.minute) == (True, 10, 0)
    assert clock.now() - at < timedelta(seconds=30)
    assert city.report()["bookings"] == Booking.objects.count()
    with pytest.raises(AlreadyLived):
        refuse_where_people_live()


def test_the_present_of_the_smallest_city_is_alive(build: Callable[..., City], at: datetime) -> None:
    build(at, size=SMALL)
    every_state_is_there()
    now = Booking.objects.filter(state=process.IN_PROGRESS)
    assert all(b.starts_at < at < b.ends_at for b in now)
    waiting = sorted(Booking.objects.filter(state=process.AUTHORIZED).values_list("respond_by", flat=True))
    assert at < waiting[0] < at + timedelta(hours=2)
    assert at + timedelta(hours=22) < waiting[-1]
    assert all(p.expires_at > at for p in Payment.objects.filter(booking__state=process.PENDING))
    assert Booking.objects.filter(state=process.CONFIRMED, starts_at__gt=at).exists()


def test_people_come_through_the_same_doors_as_everybody(build: Callable[..., City], at: datetime) -> None:
    build(at, size=SMALL)
    for professional in Professional.objects.filter(vetting_state=Professional.APPROVED):
        assert [s.step for s in professional.vetting_steps.order_by("pk")] == [
            "apply", "ask_documents", "invite", "check_background", "approve",
        ]  # fmt: skip
        assert PayoutAccount.objects.get(pk=professional.pk).is_ready()
    assert Professional.objects.get(vetting_state=Professional.DOCUMENTS).display_name == "Leidy Johana Muñoz"
    taken = StepTaken.objects.filter(step="authorize").count()
    assert Event.objects.filter(type="checkout.session.completed", error="").count() == taken
    assert Mail.objects.exclude(sent_at=None).count() == Mail.objects.count() > taken


def test_the_same_seed_makes_the_same_city_and_another_seed_another(build: Callable[..., City], at: datetime) -> None:
    cities = []
    for seed in ("one", "one", "two"):
        with forgotten():
            build(at, seed=seed, size=SMALL)
            cities.append(told())
    assert cities[0] == cities[1]
    assert cities[0] != cities[2]


def told() -> list[tuple[Any, ...]]:
    """Everything that somebody would notice about the bookings, and when it happened to the second."""
    rows = Booking.objects.order_by("reference").select_related("payment", "customer__user", "professional")
    return [
        (
            b.reference, b.payment.reference, str(b.customer), str(b.professional), b.state, b.total_minor, b.starts_at, b.start_code,
            [(s.step, s.by_role, s.at) for s in b.steps.all()],
        )
        for b in rows.prefetch_related("steps")
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_deployed_environment_has_no_demo(settings: django_settings) -> None:
    settings.IS_DEPLOYED = True
    with pytest.raises(NotHere):
        refuse_where_people_live()


@pytest.mark.long
def test_the_whole_city(build: Callable[..., City], at: datetime) -> None:
    city = build(at, size=Size())
    every_state_is_there()
    every_rule_holds(at)
    report = city.report()
    assert (report["professionals"], report["customers"]) == (80, 40)
    assert report["bookings"] > 300
    done = Booking.objects.filter(state=process.COMPLETED).values_list("city__slug", "professional")
    assert {city for city, _ in done} == set(places.OPEN)
    assert len({who for _, who in done}) > 50
    assert Payout.objects.filter(state="reversed").exists()
    outbox.deliver_all(at)
