"""The life of an alarm: told once, told again while nobody has it, taken, closed, and told when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.users.models import User
from casaora.demo.scenes import Stage
from casaora.kit.models import Outgoing
from casaora.kit.steps import By
from casaora.ops import alarms, rules
from casaora.ops.alarms import Signal
from casaora.ops.models import Alarm, AlarmStep
from tests.accounts.staff import enter, staff
from tests.ops import trouble
from tests.ops.listening import Ears, ears, open_now, the, watched  # noqa: F401
from tests.racing import together

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def steps(alarm: Alarm) -> list[str]:
    return list(AlarmStep.objects.filter(alarm=alarm).order_by("pk").values_list("step", flat=True))


def test_seen_twice_it_is_one_row_and_one_word(at: datetime, ears: Ears) -> None:  # noqa: F811
    assert alarms.settle([Signal("processor_away", count=3)], at) == {"opened": 1, "seen": 0, "recovered": 0}
    assert len(ears.heard(at)) == 1
    later = at + MINUTE
    assert alarms.settle([Signal("processor_away", count=9)], later) == {"opened": 0, "seen": 1, "recovered": 0}
    assert ears.heard(later) == []
    alarm = the("processor_away")
    assert (alarm.count, alarm.opened_at, alarm.seen_at) == (9, at, later)


def test_two_things_of_one_kind_are_two_alarms(at: datetime, ears: Ears) -> None:  # noqa: F811
    alarms.settle([Signal("job_missed", "expire"), Signal("job_missed", "remind")], at)
    assert len(ears.heard(at)) == 2
    assert Alarm.objects.filter(kind="job_missed").count() == 2


@pytest.mark.parametrize(("kind", "again"), [("processor_away", HOUR), ("dispute_wave", DAY)])
def test_it_is_told_again_while_nobody_has_taken_it(kind: str, again: timedelta, at: datetime, ears: Ears) -> None:  # noqa: F811
    alarms.settle([Signal(kind)], at)
    ears.heard(at)
    alarms.settle([Signal(kind)], at + again - MINUTE)
    assert ears.heard(at + again) == []
    alarms.settle([Signal(kind)], at + again)
    assert [word.partition(":")[0] for word in ears.heard(at + again)] == ["STILL"]
    alarms.settle([Signal(kind)], at + again + MINUTE)
    assert ears.heard(at + again + MINUTE) == []


def test_taken_it_wakes_nobody_else_and_its_end_is_still_told(at: datetime, ears: Ears) -> None:  # noqa: F811
    alarms.settle([Signal("processor_away")], at)
    ears.heard(at)
    alarms.take(alarm_id=the("processor_away").pk, by=staff("Olga", "operations"), at=at)
    alarms.settle([Signal("processor_away")], at + 3 * HOUR)
    assert ears.heard(at + 3 * HOUR) == []
    alarms.settle([], at + 4 * HOUR)
    assert [word.partition(":")[0] for word in ears.heard(at + 4 * HOUR)] == ["OVER"]
    alarm = the("processor_away")
    assert (alarm.state, alarm.why, steps(alarm)) == (Alarm.CLOSED, "it is over", ["open", "take", "recover"])


def test_what_comes_back_is_another_alarm(at: datetime, ears: Ears) -> None:  # noqa: F811
    for hours in (0, 2):
        alarms.settle([Signal("processor_away")], at + hours * HOUR)
        alarms.settle([], at + (hours + 1) * HOUR)
    assert Alarm.objects.filter(kind="processor_away", state=Alarm.CLOSED).count() == 2
    assert [word.partition(":")[0] for word in ears.heard(at + 3 * HOUR)] == ["ALARM", "OVER", "ALARM", "OVER"]


def test_a_person_closes_what_happened_once_and_says_why(at: datetime, ears: Ears) -> None:  # noqa: F811
    by = staff("Olga", "operations")
    alarms.raise_now(Signal("hold_mismatch", "CB-AAAAAA"), at)
    alarm = the("hold_mismatch")
    alarms.settle([], at + MINUTE)
    assert open_now() == {"hold_mismatch"}
    with pytest.raises(alarms.WhyMissing):
        alarms.close(alarm_id=alarm.pk, by=by, at=at, why="  ")
    alarms.close(alarm_id=alarm.pk, by=by, at=at + HOUR, why="the hold was released by hand")
    alarms.close(alarm_id=alarm.pk, by=by, at=at + 2 * HOUR, why="again")
    alarm.refresh_from_db()
    assert (alarm.state, alarm.why, steps(alarm)) == (Alarm.CLOSED, "the hold was released by hand", ["open", "close"])
    assert len(ears.heard(at + HOUR)) == 2


def test_nobody_closes_what_the_clock_sees_end(at: datetime) -> None:
    alarms.settle([Signal("processor_away")], at)
    with pytest.raises(alarms.Recovers):
        alarms.close(alarm_id=the("processor_away").pk, by=By("operator"), at=at, why="tired of it")


def test_a_way_that_fails_does_not_repeat_the_other(at: datetime, ears: Ears, settings: Any) -> None:  # noqa: F811
    good, settings.ALARM_WEBHOOK_URL = settings.ALARM_WEBHOOK_URL, "http://127.0.0.1:1/nobody"
    alarms.settle([Signal("processor_away")], at)
    with pytest.raises(AssertionError):
        ears.heard(at)
    assert (len(ears.mails), len(ears.posted)) == (1, 0)
    settings.ALARM_WEBHOOK_URL = good
    Outgoing.objects.filter(done_at=None).update(next_try_at=at)
    with pytest.raises(AssertionError):
        ears.heard(at)
    assert (len(ears.mails), len(ears.posted)) == (1, 1)


def test_where_nobody_gave_an_address_alarms_are_rows_and_nothing_is_owed(at: datetime, settings: Any) -> None:
    settings.ALARM_EMAILS, settings.ALARM_WEBHOOK_URL = [], ""
    alarms.settle([Signal("processor_away")], at)
    assert open_now() == {"processor_away"}
    assert not Outgoing.objects.filter(topic="alarm").exists()


def test_a_broken_rule_keeps_what_it_saw_before_it_broke_and_the_others_go_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    at = trouble.a_rule_fails(stage, monkeypatch)
    trouble.a_notice_waits(stage)
    assert {signal.kind for signal in rules.signals(at + 11 * MINUTE)} >= {"rule_failed", "outbox_backlog"}


@pytest.mark.django_db(transaction=True)
def test_two_watchers_at_once_tell_once(at: datetime, settings: Any) -> None:
    settings.ALARM_EMAILS = ["ops@example.com"]
    for round_ in range(10):
        moment = at + round_ * HOUR
        found = together([lambda now=moment: alarms.settle([Signal("processor_away")], now)] * 2, round_=round_)
        assert not [result for result in found if isinstance(result, Exception)], found
        assert sorted(result["opened"] for result in found) == [0, 1]
        assert Alarm.objects.filter(state=Alarm.OPEN).count() == 1
        found = together([lambda now=moment: alarms.settle([], now + MINUTE)] * 2, round_=round_)
        assert sorted(result["recovered"] for result in found) == [0, 1]
    assert Outgoing.objects.filter(topic="alarm").count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_watcher_and_somebody_who_notices_tell_once(at: datetime, settings: Any) -> None:
    settings.ALARM_EMAILS = ["ops@example.com"]
    for round_ in range(10):
        calls = [lambda: alarms.settle([Signal("broker_away")], at), lambda: alarms.raise_now(Signal("broker_away"), at)]
        assert not [result for result in together(calls, round_=round_) if isinstance(result, Exception)]
        assert Alarm.objects.filter(state=Alarm.OPEN).count() == AlarmStep.objects.filter(step="open").count() - round_ == 1
        alarms.settle([], at + MINUTE)
    assert Outgoing.objects.filter(topic="alarm", payload__what="opened").count() == 10


def test_the_page_shows_it_takes_it_and_closes_it(client: Client, at: datetime, ears: Ears) -> None:  # noqa: F811
    enter(client, User.objects.get(pk=staff("Olga", "operations").person_id))
    alarms.raise_now(Signal("hold_mismatch", "CB-AAAAAA"), at)
    alarm = the("hold_mismatch")
    assert "The hold of CB-AAAAAA is not what was asked for." in client.get("/admin/", headers={"accept-language": "en"}).content.decode()
    client.post(reverse("admin:take_alarm", args=[alarm.pk]))
    assert "You have it in hand." in client.get("/admin/", headers={"accept-language": "en"}).content.decode()
    client.post(reverse("admin:close_alarm", args=[alarm.pk]), {"why": ""})
    assert open_now() == {"hold_mismatch"}
    client.post(reverse("admin:close_alarm", args=[alarm.pk]), {"why": "released"})
    assert open_now() == set()


def test_support_takes_alarms_and_closes_none(client: Client, at: datetime) -> None:
    enter(client, User.objects.get(pk=staff("Sara", "support").person_id))
    with transaction.atomic():
        alarms.raise_now(Signal("hold_mismatch", "CB-AAAAAA"), at)
    alarm = the("hold_mismatch")
    assert client.post(reverse("admin:take_alarm", args=[alarm.pk])).status_code == 302
    assert client.post(reverse("admin:close_alarm", args=[alarm.pk]), {"why": "no"}).status_code == 403
    assert open_now() == {"hold_mismatch"}
