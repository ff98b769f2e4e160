"""What caches and browsers are told: nothing that is somebody's is kept by anybody."""

from __future__ import annotations

import pytest
from django.test import Client

from casaora.demo.scenes import Stage
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db


def test_pages_of_somebody_signed_in_are_kept_by_no_cache(stage: Stage) -> None:
    booking = stage.completed()
    slug, home = stage.offering.professional.slug, stage.customer.addresses.get().pk
    choice = f"?service=regular-cleaning&minutes=240&start=2026-11-27T15:00Z&address={home}"
    pages = {
        stage.customer.user: [
            "/en/search/", "/en/home/", "/en/bookings/", f"/en/bookings/{booking.reference}/", f"/en/bookings/{booking.reference}/payment/",
            f"/en/bookings/new/{slug}/place/{choice}", f"/en/bookings/new/{slug}/review/{choice}", "/en/account/second-factor/",
            "/en/account/email/", "/en/account/notices/", "/en/nothing-here/",
        ],
        stage.offering.professional.user: ["/en/professional/", "/en/professional/bookings/", "/en/professional/earnings/"],
    }  # fmt: skip
    for person, addresses in pages.items():
        client = Client()
        client.force_login(person)
        for address in addresses:
            said = client.get(address).headers.get("Cache-Control", "").split(", ")
            assert {"private", "no-store"} <= set(said), address


def test_a_page_that_nobody_is_signed_in_for_may_be_cached(stage: Stage) -> None:
    answer = Client().get("/en/search/")
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert not answer.cookies


def test_the_staff_site_is_kept_by_no_cache(stage: Stage) -> None:
    from casaora.demo import cast

    assert "no-store" in enter(Client(), cast.staff()).get("/admin/").headers["Cache-Control"]


def test_no_page_may_ask_where_somebody_is(client: Client) -> None:
    assert "geolocation=()" in client.get("/en/").headers["Permissions-Policy"]
