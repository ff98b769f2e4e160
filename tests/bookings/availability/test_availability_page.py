"""The professional's availability page: plain buttons, errors beside the day, nobody else's business."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from bookings.availability.models import Rules, ServedArea, TimeOff, WeeklyRange
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = pytest.mark.django_db
URL = "/en/professional/availability/"


@pytest.fixture(autouse=True)
def monday_morning(still_clock):
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))


@pytest.fixture
def ana(db):
    ana = cast.professional()
    demo.work_week(ana, [(0, 480, 720), (0, 780, 1020), (1, 480, 1020)])
    return ana


@pytest.fixture
def hers(client: Client, ana) -> Client:
    client.force_login(ana.user)
    return client


def stored() -> list:
    return list(WeeklyRange.objects.values_list("weekday", "starts_minute", "ends_minute"))


WEEK = {"open0": "on", "from0": ["480", "780"], "to0": ["720", "1020"], "from1": ["480"], "to1": ["1020"], "open6": "on", "from6": ["0"], "to6": ["1440"]}


def test_the_page_shows_her_week_rules_and_days_off(hers, ana) -> None:
    TimeOff.objects.create(
        professional=ana, starts_at=datetime(2026, 12, 24, 5, tzinfo=UTC), ends_at=datetime(2027, 1, 3, 5, tzinfo=UTC), note="With my family"
    )
    text = hers.get(URL).content.decode()
    for words in ("When do you want to work?", "17 hours a week", "Thu 24 Dec – Sat 2 Jan", "With my family", "Remove these hours on Monday"):
        assert words in text


def test_a_week_is_saved_with_open_days_only(hers, ana) -> None:
    assert hers.post(f"{URL}week/", WEEK).status_code == 302
    assert stored() == [(0, 480, 720), (0, 780, 1020), (6, 0, 1440)]
    assert "Your week is saved" in hers.get(URL).content.decode()


def test_a_range_is_added_and_removed_by_a_button_and_not_saved_yet(hers, ana) -> None:
    before = stored()
    text = hers.post(f"{URL}week/", WEEK | {"add": "0"}).content.decode()
    assert "Not saved yet" in text
    assert text.count('name="from0"') == 3
    text = hers.post(f"{URL}week/", WEEK | {"remove": "0-1"}).content.decode()
    assert text.count('name="from0"') == 1
    assert stored() == before


def test_a_day_is_copied_to_others_and_not_saved_yet(hers, ana) -> None:
    before = stored()
    text = hers.post(f"{URL}week/", WEEK | {"copy": "1", "copy_from": "0", "copy_to": ["2", "3", "0", "nonsense"]}).content.decode()
    assert "Not saved yet" in text
    assert [text.count(f'name="from{day}"') for day in range(4)] == [2, 1, 2, 2]
    assert stored() == before
    assert hers.post(f"{URL}week/", WEEK | {"copy": "1", "copy_from": "9"}).status_code == 200


def test_a_week_is_looked_at_through_the_eyes_of_families_before_it_is_saved(hers, ana) -> None:
    before = stored()
    now = hers.get(URL).content.decode()
    assert "13:00–15:00" in now  # today, three and a half hours from now on; the last start is two hours before the end
    draft = hers.post(f"{URL}week/", WEEK | {"open2": "on", "from2": ["600"], "to2": ["840"], "preview": "1"}).content.decode()
    assert "10:00–12:00" in draft
    assert "With the hours above, not saved yet" in draft
    assert stored() == before


def test_hours_off_are_a_part_of_a_day(hers, ana) -> None:
    typed = {"first": "2026-12-01", "last": "2026-12-01", "begins": "600", "ends": "780"}
    assert hers.post(f"{URL}time-off/", typed).status_code == 302
    off = TimeOff.objects.get()
    assert (off.starts_at, off.ends_at) == (datetime(2026, 12, 1, 15, tzinfo=UTC), datetime(2026, 12, 1, 18, tzinfo=UTC))
    assert "Tuesday 1 December, 10:00–13:00" in hers.get(URL).content.decode()
    assert "The end comes after the beginning" in hers.post(f"{URL}time-off/", typed | {"ends": "540"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from0": ["480", "690"], "to0": ["720", "1020"]}, "Monday: These hours overlap: 8:00–12:00 and 11:30–17:00"),
        ({"from0": ["720"], "to0": ["480"]}, "Monday: The end comes after the beginning"),
        ({"from0": ["nonsense"], "to0": ["480"]}, "Monday: The end comes after the beginning"),
    ],
)
def test_hours_that_make_no_sense_are_said_beside_their_day_and_kept(hers, ana, typed: dict, words: str) -> None:
    before = stored()
    text = hers.post(f"{URL}week/", WEEK | typed).content.decode()
    assert words in text
    assert "<title>Error:" in text
    assert stored() == before


def test_days_off_run_from_midnight_to_midnight_of_her_city(hers, ana) -> None:
    assert hers.post(f"{URL}time-off/", {"first": "2026-12-01", "last": "2026-12-02", "note": "Dentist"}).status_code == 302
    off = TimeOff.objects.get()
    assert (off.starts_at, off.ends_at) == (datetime(2026, 12, 1, 5, tzinfo=UTC), datetime(2026, 12, 3, 5, tzinfo=UTC))
    assert hers.post(f"{URL}time-off/{off.pk}/removal/").status_code == 302
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "before the first"),
        (date(2026, 11, 1), date(2026, 11, 2), "have passed"),
        ("x", "", "Enter a valid date"),
    ],
)
def test_days_off_that_make_no_sense_are_refused(hers, ana, first, last, words: str) -> None:
    assert words in hers.post(f"{URL}time-off/", {"first": first, "last": last}).content.decode()
    assert not TimeOff.objects.exists()


def test_every_day_that_makes_no_sense_is_named_at_once_and_its_fields_are_marked(hers, ana) -> None:
    typed = {"from0": ["480", "690"], "to0": ["720", "1020"], "from6": ["720"], "to6": ["480"]}
    text = hers.post(f"{URL}week/", WEEK | typed).content.decode()
    assert 'href="#from0-1"' in text
    assert 'href="#from6-0"' in text
    assert text.count('aria-invalid="true"') == 4
    assert "Repair the hours above first." in text


def test_rules_and_areas_are_saved(hers, ana) -> None:
    data = {"lead": "1440", "gap": "90", "horizon": "30", "cap": "2", "works_holidays": "on"}
    assert hers.post(f"{URL}rules/", data).status_code == 302
    rules = Rules.objects.get()
    assert (rules.lead_minutes, rules.buffer_before_minutes, rules.buffer_after_minutes) == (1440, 45, 45)
    assert (rules.horizon_days, rules.daily_cap, rules.works_holidays) == (30, 2, True)
    assert hers.post(f"{URL}areas/", {"areas": [ana.neighborhood_id]}).status_code == 302
    assert ServedArea.objects.get().neighborhood_id == ana.neighborhood_id


def test_a_lead_that_is_too_short_cannot_be_chosen(hers, ana) -> None:
    assert "Select a valid choice" in hers.post(f"{URL}rules/", {"lead": "60", "gap": "60", "horizon": "30"}).content.decode()
    assert not Rules.objects.exists()


POSTS = ["week/", "time-off/", "time-off/1/removal/", "rules/", "areas/"]


@pytest.mark.parametrize("path", ["", *POSTS])
def test_visitors_sign_in_first_and_customers_find_nothing(client, ana, path: str) -> None:
    act = client.post if path else client.get
    response = act(URL + path)
    assert response.status_code == 302
    assert "/account/" in response["Location"]
    client.force_login(cast.customer().user)
    expected = 302 if "removal" in path else 404  # removing what is not there is the same as having removed it
    assert act(URL + path).status_code == expected


def test_another_professional_does_not_remove_her_days_off(client, ana) -> None:
    off = TimeOff.objects.create(
        professional=ana, starts_at=datetime(2026, 12, 24, tzinfo=UTC), ends_at=datetime(2027, 1, 3, tzinfo=UTC)
    )
    client.force_login(cast.professional("Rosalba", "Mosquera").user)
    assert client.post(f"{URL}time-off/{off.pk}/removal/").status_code == 404
    assert TimeOff.objects.exists()


@pytest.mark.parametrize("part", ["week", "time-off", "rules", "areas"])
def test_the_other_language_after_an_error_leads_back_to_the_page(hers, part: str) -> None:
    assert hers.get(f"/es/professional/availability/{part}/")["Location"] == "/es/professional/availability/"
