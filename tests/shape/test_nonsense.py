"""Whatever is written into an address, a field or a header: never a 500."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client

from casaora.demo.scenes import Stage

pytestmark = pytest.mark.django_db
NONSENSE = (
    "", "²", "9" * 5000, "9" * 25, "-1", "\x00", "a\x00b", "2026-13-45", "2026-02-30", "9999-12-31", "0001-01-01", "2026-02-30T10:00Z",
    "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-11-26T10:00:00+99:99", "25:61", "24:00", "NaN", "1e999", "x" * 3000, "'\"><script>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def unlimited(settings: object) -> None:
    settings.RATELIMIT_ENABLE = False  # type: ignore[attr-defined]


def browser(person: object = None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)  # type: ignore[arg-type]
    return client


def test_addresses_of_pages(stage: Stage) -> None:
    booking = stage.completed()
    slug = stage.offering.professional.slug
    choice = {"service": "regular-cleaning", "minutes": "240", "start": booking.starts_at.isoformat(), "next": "1"}
    place = {**choice, "address": str(stage.customer.addresses.get().pk)}
    visitor, customer, professional = browser(), browser(stage.customer.user), browser(stage.offering.professional.user)
    pages = [
        (visitor, "/en/search/", {}, "service city neighborhood date time hours max_price language certificate sort page"),
        (visitor, "/en/search/guide/", {"service": "regular-cleaning", "step": "6"}, "service city neighborhood date time hours language sort step"),
        (visitor, "/en/search/side-by-side/", {}, "who service minutes"), (visitor, "/en/search/side-by-side/", {"who": [slug, "x"]}, "service minutes"),
        (customer, "/en/searches/new/", {}, "service city hours max_price language sort"),
        (visitor, f"/en/professionals/{slug}/", {}, "service minutes date time"),
        (visitor, f"/en/bookings/new/{slug}/", {}, "service minutes start extras"), (visitor, f"/en/bookings/new/{slug}/", {"date": "2026-11-26", "time": "10:00"}, "date time"),
        (visitor, f"/en/bookings/new/{slug}/", choice, "service minutes start extras"),
        (customer, f"/en/bookings/new/{slug}/place/", choice, "minutes start extras address"),
        (customer, f"/en/bookings/new/{slug}/review/", place, "minutes start extras address"),
        (customer, "/en/bookings/", {}, "page show"), (customer, "/en/bookings/favorites/", {}, "page"), (customer, "/en/account/notices/", {}, "page"),
        (professional, "/en/professional/bookings/", {}, "page"), (professional, "/en/professional/earnings/", {}, "page"),
        (visitor, "/en/help/search/", {}, "q"), (visitor, "/en/contact/", {}, "topic booking"), (visitor, "/en/contact/sent/", {}, "message"),
        (visitor, "/en/clock/", {}, "until"), (visitor, "/en/preferences/theme/", {}, "theme next"), (visitor, "/en/account/login/", {}, "next"),
    ]  # fmt: skip
    failed = [
        (path, name, word[:30])
        for client, path, base, names in pages
        for name in names.split()
        for word in NONSENSE
        if client.get(path, {**base, name: word}).status_code >= 500
    ]
    assert failed == []


def test_references_with_a_null_byte_are_nobodys(stage: Stage) -> None:
    for person in (stage.customer.user, stage.offering.professional.user):
        for path in ("/en/bookings/%00/", "/en/bookings/a%00b/payment/", "/en/professional/earnings/%00/", f"/en/account/addresses/{10**30}/"):
            assert browser(person).get(path).status_code == 404, path


def test_forms_of_a_professional(stage: Stage) -> None:
    client = browser(stage.offering.professional.user)
    forms = {
        "time-off": {"first": "2026-12-01", "last": "2026-12-02", "note": "x"},
        "week": {"open0": "on", "from0": "480", "to0": "720", "add": "", "remove": ""},
        "rules": {"lead": "360", "gap": "60", "horizon": "30", "cap": "2"}, "areas": {"areas": "1"},
    }  # fmt: skip
    failed = [
        (page, name, word[:30])
        for page, form in forms.items()
        for name in form
        for word in (*NONSENSE, f"0-{'9' * 5000}")
        if client.post(f"/en/professional/availability/{page}/", {**form, name: word}).status_code >= 500
    ]
    assert failed == []


def test_what_machines_send() -> None:
    client = browser()
    assert client.post("/csp-reports/", "[" * 9_999, content_type="application/json").status_code == 400
    signed = {"stripe-signature": "t=1,v1=\xe9"}
    assert client.post("/webhooks/stripe/", b"{}", content_type="application/json", headers=signed).status_code == 400


@pytest.mark.parametrize("key", ['"aaaaaaaaaa\\000"', "x" * 4000, quote("é" * 9)])
def test_a_session_key_that_we_never_gave_is_no_session(key: str) -> None:
    for ask in (browser().get, browser().post):
        assert ask("/en/account/login/", headers={"cookie": f"sessionid={key}"}).status_code == 200


@pytest.mark.parametrize("path", ["/en/account/login/", "/preferences/theme", "/webhooks/stripe/"])
def test_files_are_not_taken(path: str) -> None:
    """Nothing of them is written to the disk, whoever sends them."""
    assert browser().post(path, {"login": "a@casaora.example", "file": BytesIO(b"x" * 5_000_000)}).status_code == 400
