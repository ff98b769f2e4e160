"""What stands around the results: the week, the orders, the reasons, and ways on when nobody answers. Every count is real."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from accounts.vetting.models import Check
from bookings.availability.models import TimeOff
from bookings.availability.slots import Diary, Range, at_local, first_of_each_day, slots
from bookings.directory import finding
from bookings.directory.reasons import reasons
from bookings.directory.results import Wish
from bookings.directory.widening import ways_on
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.places import bogota
from casaora.kit import clock
from casaora.kit.money import Money

pytestmark = pytest.mark.django_db
THURSDAY, SUNDAY = date(2026, 11, 26), date(2026, 11, 29)


@pytest.fixture
def cleaning(db):
    return demo.services()["regular-cleaning"]


@pytest.fixture
def three(cleaning, at):
    """Ana nearby and dear, Rosa far and cheap, Gloria who answers less and comes on Sundays."""
    clock.set_to(at)
    ana, rosa, gloria = cast.professional(), cast.professional("Rosa", "Mosquera", "usaquen"), cast.professional("Gloria", "Tovar", "palermo")
    demo.at_work(ana, pesos=40_000)
    demo.at_work(rosa, pesos=30_000)
    demo.work_week(gloria, [(6, 480, 1080)])
    demo.offer(gloria, "regular-cleaning", 35_000, minimum_minutes=240)
    return {"ana": ana, "rosa": rosa, "gloria": gloria}


def names(wish: Wish, at: datetime) -> list[str]:
    return [f.professional.display_name.split()[0] for f in finding.answer(wish, at=at).page]


def test_the_first_start_of_each_day_is_where_its_slots_begin(at) -> None:
    weekly = [(0, 420, 1080), (1, 1200, 1440), (2, 0, 240), (2, 600, 720), (4, 480, 600)]
    taken = [Range(datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 20, tzinfo=UTC))]
    for minutes in (60, 120, 300):
        diary = Diary(bogota().zone, weekly, busy=taken)
        firsts = {}
        for slot in slots(diary, minutes=minutes, first_date=at.date(), days=15, at=at):
            firsts.setdefault(bogota().local(slot.starts_at).date(), slot)
        assert first_of_each_day(diary, minutes=minutes, first_date=at.date(), days=15, at=at) == list(firsts.values())


def test_the_week_counts_who_is_free_each_day_under_the_same_wishes(three, cleaning, at) -> None:
    wish = Wish(bogota(), [cleaning])
    assert [count for _day, count in finding.answer(wish, at=at).week] == [2, 2, 2, 2, 2, 2, 1]
    TimeOff.objects.create(professional=three["rosa"], starts_at=at, ends_at=at + timedelta(days=3))
    late = Wish(bogota(), [cleaning], day=THURSDAY, starts_at=at_local(bogota().zone, THURSDAY, time(8)), minutes=240)
    answer = finding.answer(late, at=at)
    assert dict(answer.week)[THURSDAY] == len(answer.page) == 1
    assert dict(answer.week)[SUNDAY] == 1
    assert dict(answer.week)[date(2026, 11, 23)] == 0  # eight o'clock of today has passed


def test_each_order_is_what_it_says(three, cleaning, at) -> None:
    here = three["ana"].neighborhood
    assert names(Wish(bogota(), [cleaning], sort="price"), at) == ["Rosa", "Gloria", "Ana"]
    assert names(Wish(bogota(), [cleaning], neighborhood=here, sort="nearest"), at)[0] == "Ana"
    TimeOff.objects.create(professional=three["ana"], starts_at=at, ends_at=at + timedelta(days=2))
    assert names(Wish(bogota(), [cleaning], sort="soonest"), at) == ["Rosa", "Ana", "Gloria"]


def test_each_card_says_fit_reliability_and_distance(three, cleaning, at) -> None:
    here = three["ana"].neighborhood
    demo.serves(three["ana"], here.slug)
    wish = Wish(bogota(), [cleaning], neighborhood=here, sort="nearest")
    found = {f.professional.pk: f for f in finding.answer(wish, at=at).page}
    assert reasons(found[three["ana"].pk], wish, at) == ("Goes to Chapinero Alto, free 6 of 7 days", "New here, so no record yet", "Less than 1 km away")
    fit, _record, far = reasons(found[three["rosa"].pk], wish, at)
    assert fit == "Goes anywhere in the city, free 6 of 7 days"
    assert far.endswith("km away")


def test_nobody_is_met_with_real_counts_of_what_else_there_is(three, cleaning, at) -> None:
    wish = Wish(bogota(), [cleaning], day=SUNDAY, minutes=180, language="en", price=Money(4_100_000, "COP"))
    assert finding.answer(wish, at=at).page.paginator.count == 0
    assert ways_on(wish, ["date", "hours", "max_price", "language"], at).fields == []  # nobody speaks English
    assert ways_on(wish, ["date"], at).everybody == 3
    calm = Wish(bogota(), [cleaning], day=SUNDAY, minutes=180, price=Money(4_100_000, "COP"))
    ways = ways_on(calm, ["date", "hours", "max_price"], at)
    assert ways.fields == [("date", 1), ("hours", 1)]
    assert ways.days == [(date(2026, 11, 27), 1), (date(2026, 11, 28), 1), (date(2026, 11, 30), 1), (date(2026, 12, 1), 1)]


def test_a_certificate_that_is_valid_can_be_asked_for(three, cleaning, at) -> None:
    sara, since = cast.staff(), at - timedelta(days=30)
    for who, until in (("ana", None), ("rosa", at - timedelta(days=1))):
        Check.objects.create(professional=three[who], kind="certificate", checked_by=sara, checked_at=since, valid_until=until)
    assert names(Wish(bogota(), [cleaning], certificate=True), at) == ["Ana"]


def test_the_page_shows_week_order_chips_and_ways(client: Client, three) -> None:
    text = client.get("/en/search/?service=regular-cleaning&max_price=40000&sort=price").content.decode()
    for words in ("Monday 23 November: 1 free", "By the price of an hour", 'aria-current="true">Lowest price', "Up to $\u00a040.000", 'name="who" value="rosa-mosquera"'):
        assert words in text, words
    assert "Nearest" not in text
    empty = client.get("/en/search/?service=regular-cleaning&date=2026-11-29&hours=3&max_price=45000").content.decode()
    assert "Friday 27 November" in empty
    assert "Without “3\u00a0h”" in empty
    assert "1 person" in empty
