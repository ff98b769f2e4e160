"""Search finds those who are free, in an order that money does not change, in a fixed number of statements."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.availability.models import Rules, TimeOff
from bookings.availability.slots import at_local
from bookings.directory import finding, queries
from bookings.directory.ranking import Facts, rank, reliability
from bookings.directory.results import Wish
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.places import bogota
from casaora.kit.acting import WEB, acting
from casaora.kit.money import Money

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 11, 26)


def names(wish: Wish, at: datetime) -> list[str]:
    with acting(role=WEB):
        return [found.professional.display_name for found in finding.answer(wish, at=at).page]


@pytest.fixture
def cleaning(db):
    return demo.services()["regular-cleaning"]


@pytest.fixture
def ana(cleaning):
    ana = cast.professional()
    demo.at_work(ana)
    return ana


def at_bogota(clock: time, day: date = THURSDAY) -> datetime:
    return at_local(bogota().zone, day, clock)


def test_a_price_is_all_in_and_says_what_she_receives(ana, cleaning, at) -> None:
    with acting(role=WEB):
        found = finding.answer(Wish(bogota(), [cleaning]), at=at).page[0]
    assert (found.hour, found.offering.rate) == (Money(3_910_000, "COP"), Money(3_400_000, "COP"))
    assert [bogota().local(s.starts_at).strftime("%a %H:%M") for s in found.free] == ["Mon 12:30", "Tue 07:00", "Wed 07:00"]


def test_only_those_free_for_the_whole_visit_are_found(ana, cleaning, at) -> None:
    def found(clock: time, minutes: int) -> list[str]:
        return names(Wish(bogota(), [cleaning], day=THURSDAY, starts_at=at_bogota(clock), minutes=minutes), at)

    assert found(time(8), 180) == ["Ana Milena Cárdenas"]
    assert found(time(16), 180) == []  # she stops at six
    TimeOff.objects.create(professional=ana, starts_at=at_bogota(time(10)), ends_at=at_bogota(time(11)))
    assert found(time(8), 180) == []
    assert found(time(11, 30), 180) == ["Ana Milena Cárdenas"]


def test_a_day_without_hours_or_a_holiday_finds_nobody(ana, cleaning, at) -> None:
    for day, expected in ((date(2026, 11, 29), []), (date(2026, 12, 8), []), (THURSDAY, ["Ana Milena Cárdenas"])):
        assert names(Wish(bogota(), [cleaning], day=day), at) == expected


def test_her_own_lead_and_shortest_visit_are_respected(ana, cleaning, at) -> None:
    Rules.objects.create(professional=ana, lead_minutes=5 * 24 * 60)
    assert names(Wish(bogota(), [cleaning], day=THURSDAY), at) == []
    assert names(Wish(bogota(), [cleaning], minutes=90), at) == []
    assert names(Wish(bogota(), [cleaning], minutes=120), at) == ["Ana Milena Cárdenas"]


@pytest.mark.parametrize(
    "change", 
    [
        {"vetting_state": "suspended"},
        {"vetting_state": "interview"},
        {"is_listed": False},
        {"checks_valid_until": datetime(2026, 11, 23, 13, tzinfo=UTC)},
    ],
)
def test_only_approved_professionals_who_wish_to_be_found_are(ana, cleaning, at, change: dict) -> None:
    type(ana).objects.filter(pk=ana.pk).update(**change)
    assert names(Wish(bogota(), [cleaning]), at) == []


def test_price_language_service_and_area_narrow(ana, cleaning, at) -> None:
    here = ana.neighborhood
    elsewhere = bogota().neighborhoods.get(slug="usaquen")
    for wish, expected in (
        (Wish(bogota(), [cleaning], price=Money(3_910_000, "COP")), True),
        (Wish(bogota(), [cleaning], price=Money(3_909_900, "COP")), False),
        (Wish(bogota(), [cleaning], language="es"), True),
        (Wish(bogota(), [cleaning], language="en"), False),
        (Wish(bogota(), [demo.services()["childcare"]]), False),
        (Wish(bogota(), [cleaning], neighborhood=elsewhere), True),  # no areas named: the whole city
    ):
        assert bool(names(wish, at)) is expected
    demo.serves(ana, here.slug)
    assert names(Wish(bogota(), [cleaning], neighborhood=here), at)
    assert not names(Wish(bogota(), [cleaning], neighborhood=elsewhere), at)


def test_fit_comes_before_reliability_and_reliability_before_distance() -> None:
    def key(**facts):
        return rank(Facts(**({"professional_id": 1, "goes_there": True, "starts_free": 9, "completed": 0, "unanswered": 0, "km": 0} | facts)), THURSDAY)

    assert key() < key(goes_there=False, completed=90)
    assert key(completed=40, km=9) < key(unanswered=2)
    assert key(km=1) < key(km=9)
    assert reliability(0, 3) < reliability(0, 0) < reliability(30, 0)
    days = [THURSDAY + timedelta(days=n) for n in range(20)]
    assert len({rank(Facts(1, True, 9, 0, 0, 0), d) < rank(Facts(2, True, 9, 0, 0, 0), d) for d in days}) == 2  # everybody is first some day


def test_the_number_of_statements_does_not_grow(ana, cleaning, at) -> None:
    def count(wish: Wish) -> int:
        with acting(role=WEB), CaptureQueriesContext(connection) as captured:
            finding.answer(wish, at=at)
        return len(captured)

    wishes = [Wish(bogota(), [cleaning]), Wish(bogota(), [cleaning], day=THURSDAY, starts_at=at_bogota(time(8)), minutes=120)]
    before = [count(w) for w in wishes]
    for n in range(19):
        demo.at_work(cast.professional(f"Rosa{n}", "Mosquera"), pesos=30_000)
    assert [count(w) for w in wishes] == before == [4, 4]


def test_the_front_page_gets_lowest_prices_and_people_who_are_free(ana, at) -> None:
    demo.offer(ana, "deep-cleaning", 30_000)
    demo.at_work(cast.professional("Rosalba", "Mosquera"), "home-cooking", 40_000)
    idle = cast.professional("Gloria", "Tovar")
    demo.offer(idle, "errands", 20_000)
    city = bogota()
    with acting(role=WEB), CaptureQueriesContext(connection) as captured:
        prices = queries.categories_from(city, at)
        week = queries.free_this_week(city, at)
    assert prices == {"housekeeping": Money(3_450_000, "COP"), "lifestyle": Money(4_600_000, "COP")}
    assert {f.professional.slug for f in week} == {"ana-milena-cardenas", "rosalba-mosquera"}
    assert len(captured) == 7


def test_search_beyond_the_last_page_shows_the_last(ana, cleaning) -> None:
    with acting(role=WEB):
        results = finding.answer(Wish(bogota(), [cleaning]), at=datetime(2026, 11, 23, 14, tzinfo=UTC), page="9").page
    assert (results.number, results.paginator.num_pages, results.paginator.count) == (1, 1, 1)
