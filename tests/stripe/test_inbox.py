"""The inbox: stored once, handled until it succeeds, never by two at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from casaora.stripe import answers, inbox
from casaora.stripe.errors import BadSignature
from casaora.stripe.models import Event
from casaora.stripe.simulator import Simulator
from tests.racing import together
from tests.stripe import scenes

HANDLERS: dict[str, Any] = {}
KIND = "checkout.session.completed"


@pytest.fixture(autouse=True)
def table(settings: Any) -> Iterator[None]:
    settings.STRIPE_EVENT_HANDLERS = f"{__name__}.HANDLERS"
    HANDLERS.clear()
    yield
    HANDLERS.clear()


@pytest.fixture
def seen() -> list[str]:
    """The ids of handled events, in order."""
    handled: list[str] = []
    HANDLERS[KIND] = lambda event, at: handled.append(event.id)
    return handled


def arrive(sim: Simulator, at: datetime, name: str = "1") -> Event:
    """One event of a paid page, stored."""
    scenes.held(sim, name)
    rows: list[Event | None] = []
    for delivery in sim.deliveries.due(KIND):
        rows.append(inbox.receive(delivery.body, delivery.signature, at))
        sim.deliveries.answered(delivery, 200)
    assert rows[-1] is not None
    return rows[-1]


@pytest.mark.django_db
def test_an_event_is_stored_before_anything_is_made_of_it(sim: Simulator, at: datetime, seen: list[str]) -> None:
    row = arrive(sim, at)
    assert (row.type, row.received_at, row.handled_at, row.tries, row.next_try_at) == (KIND, at, None, 0, at)
    assert row.payload["id"] == row.processor_id
    assert seen == []


@pytest.mark.django_db
def test_a_badly_signed_event_is_not_stored(sim: Simulator, at: datetime) -> None:
    with pytest.raises(BadSignature):
        inbox.receive(b"{}", "t=1,v1=x", at)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_what_arrives_twice_is_stored_and_handled_once(sim: Simulator, at: datetime, seen: list[str]) -> None:
    scenes.held(sim)
    delivery = sim.deliveries.due(KIND)[0]
    first, second = (inbox.receive(delivery.body, delivery.signature, at) for _ in range(2))
    assert first is not None
    assert second is None
    assert inbox.sweep(at) == {"handled": 1, "ignored": 0, "failed": 0}
    assert inbox.sweep(at + timedelta(hours=1)) == {"handled": 0, "ignored": 0, "failed": 0}
    assert inbox.handle(first.pk, at) == "not_due"
    assert len(seen) == 1


@pytest.mark.django_db
def test_what_failed_is_tried_again_and_its_repetition_does_not_hide_it(sim: Simulator, at: datetime, seen: list[str]) -> None:
    works = HANDLERS[KIND]
    HANDLERS[KIND] = _raise
    row = arrive(sim, at)
    assert inbox.handle(row.pk, at) == "failed"
    row.refresh_from_db()
    assert (row.handled_at, row.tries, row.next_try_at) == (None, 1, at + timedelta(minutes=1))
    assert row.error == "LookupError: not today"
    # The processor sends it again meanwhile: it is the same row, and still to be handled.
    assert inbox.receive(*_again(sim), at) is None
    assert inbox.handle(row.pk, at) == "not_due"
    HANDLERS[KIND] = works
    assert inbox.sweep(at + timedelta(minutes=1))["handled"] == 1
    row.refresh_from_db()
    assert (row.handled_at, row.tries, row.error) == (at + timedelta(minutes=1), 2, "")
    assert len(seen) == 1


def _raise(event: answers.Event, at: datetime) -> None:
    raise LookupError("not today")


def _again(sim: Simulator) -> tuple[bytes, str]:
    sim.store.rows("UPDATE deliveries SET state = 'pending'")
    delivery = sim.deliveries.due(KIND)[0]
    return delivery.body, delivery.signature


@pytest.mark.django_db
def test_pauses_grow_to_an_hour_and_never_end(sim: Simulator, at: datetime) -> None:
    HANDLERS[KIND] = _raise
    row = arrive(sim, at)
    pauses = []
    for _ in range(9):
        inbox.handle(row.pk, at)
        row.refresh_from_db()
        pauses.append((row.next_try_at - at).total_seconds() / 60)
        at = row.next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.django_db
def test_one_that_always_fails_does_not_block_the_others(sim: Simulator, at: datetime) -> None:
    bad = arrive(sim, at, "1")
    good = arrive(sim, at, "2")
    HANDLERS[KIND] = lambda event, at: _raise(event, at) if event.id == bad.processor_id else None
    assert inbox.sweep(at) == {"handled": 1, "ignored": 0, "failed": 1}
    good.refresh_from_db()
    assert good.handled_at == at


@pytest.mark.django_db
def test_a_type_that_nobody_listens_to_is_stored_and_left_alone(sim: Simulator, at: datetime) -> None:
    row = arrive(sim, at)
    assert inbox.handle(row.pk, at) == "ignored"
    row.refresh_from_db()
    assert (row.ignored, row.handled_at) == (True, at)


@pytest.mark.django_db
def test_a_handler_may_be_named_by_its_path_and_gets_the_event_in_our_words(sim: Simulator, at: datetime) -> None:
    HANDLERS[KIND] = f"{__name__}.remember"
    row = arrive(sim, at)
    assert inbox.handle(row.pk, at) == "handled"
    event, when = remembered.pop()
    assert (event.id, event.object_type, when) == (row.processor_id, "checkout.session", at)


remembered: list[tuple[answers.Event, datetime]] = []


def remember(event: answers.Event, at: datetime) -> None:
    remembered.append((event, at))


@pytest.mark.django_db
def test_late_and_out_of_order_events_are_handled_like_others(sim: Simulator, at: datetime, seen: list[str]) -> None:
    scenes.held(sim, "1")
    scenes.held(sim, "2")
    scenes.later(days=2)
    late = at + timedelta(days=2)
    rows = [inbox.receive(d.body, d.signature, late) for d in reversed(sim.deliveries.due(KIND))]
    assert inbox.sweep(late)["handled"] == 2
    assert seen == [row.processor_id for row in rows if row]


@pytest.mark.django_db
def test_a_handled_event_can_be_replayed_by_name(sim: Simulator, at: datetime, seen: list[str]) -> None:
    row = arrive(sim, at)
    inbox.handle(row.pk, at)
    assert inbox.replay(row.processor_id, at) == "handled"
    assert len(seen) == 2
    with pytest.raises(inbox.NoSuchEvent):
        inbox.replay("evt_nobody", at)


@pytest.mark.django_db
def test_an_event_whose_worker_died_is_taken_over_after_the_claim(sim: Simulator, at: datetime, seen: list[str]) -> None:
    row = arrive(sim, at)

    def die(event: answers.Event, at: datetime) -> None:
        raise KeyboardInterrupt

    works, HANDLERS[KIND] = HANDLERS[KIND], die
    with pytest.raises(KeyboardInterrupt):
        inbox.handle(row.pk, at)
    HANDLERS[KIND] = works
    assert inbox.sweep(at + timedelta(minutes=4))["handled"] == 0
    assert inbox.sweep(at + timedelta(minutes=5))["handled"] == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_handle_the_same_event(sim: Simulator, at: datetime, seen: list[str]) -> None:
    for number in range(12):
        arrive(sim, at, str(number))
    results = together([lambda: inbox.sweep(at)] * 3)
    assert sum(result["handled"] for result in results) == 12
    assert len(set(seen)) == len(seen) == 12


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_the_same_moment_make_one_row(sim: Simulator, at: datetime) -> None:
    scenes.held(sim)
    delivery = sim.deliveries.due(KIND)[0]
    results = together([lambda: inbox.receive(delivery.body, delivery.signature, at)] * 4)
    assert len([row for row in results if row is not None]) == 1
    assert Event.objects.count() == 1
