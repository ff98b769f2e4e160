"""Casaora behind a transaction pooler: verbs, policies, jobs and locks hold, and nobody finds what another left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.users.models import User
from bookings.lifecycle import deadlines, requests
from bookings.lifecycle.models import Booking
from casaora import schedule
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import jobs, outbox
from casaora.kit.acting import OWNER, WEB, acting, as_verb
from casaora.kit.locks import PROFESSIONAL, lock
from casaora.kit.steps import By
from casaora.stripe.simulator import Simulator
from casaora.timetable import JOBS
from payouts.ledger import queries as ledger
from tests.ops import pooler
from tests.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("safekeeping")]
#: What the pooler itself keeps for each client, and gives to the server connection before that client's statement.
FOLLOWED = {"client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name"}


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """One server connection a login: whoever comes next sits in the same chair."""
    pooler.required()
    with pooler.in_between(1) as listens:
        yield listens


@pytest.fixture
def stage(port: int, sim: Simulator, at: datetime) -> Stage:
    return Stage(sim, at)


def left_behind(port: int) -> dict[str, Any]:
    """What the server connections of both logins still know when nobody uses them."""
    found: dict[str, Any] = {}
    for login in pooler.LOGINS:
        with pooler.client(login, port) as seen:
            found[login] = {
                "role": seen.execute("SELECT current_user = session_user").fetchone(),
                "person": seen.execute("SELECT current_setting('casaora.person', true), current_setting('casaora.groups', true)").fetchone(),
                "settings": {n for (n,) in seen.execute("SELECT name FROM pg_settings WHERE source = 'session'")} - FOLLOWED,
                "cursors": seen.execute("SELECT name FROM pg_cursors WHERE statement NOT LIKE '%pg_cursors%'").fetchall(),
                "prepared": seen.execute("SELECT statement FROM pg_prepared_statements").fetchall(),
                "locks": seen.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
                                      " WHERE datname = current_database())").fetchall(),
                "temporary": seen.execute("SELECT relname FROM pg_class WHERE relpersistence = 't'").fetchall(),
            }  # fmt: skip
    return found


def nothing_is_left(port: int) -> None:
    for login, left in left_behind(port).items():
        assert left.pop("role") == (True,), login
        assert set(left.pop("person")) <= {None, ""}, login
        assert not any(left.values()), (login, left)


def chair() -> tuple[int, int]:
    """The server's process behind this thread's connection, and what the client was told it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0], connection.connection.info.backend_pid


def test_clients_really_share_one_server_connection(port: int) -> None:
    seen = together([chair, chair, chair])
    assert len({server for server, _ in seen}) == 1
    assert len({told for _, told in seen}) == 3


def test_what_somebody_leaves_behind_would_be_seen(port: int) -> None:
    with pooler.client("DATABASE_URL", port) as careless:
        careless.execute("SET casaora.person = '5'")
        careless.execute("SET work_mem = '8MB'")
    left = left_behind(port)["DATABASE_URL"]
    assert left["person"][0] == "5"
    assert "work_mem" in left["settings"]


def test_the_life_of_a_booking_and_its_pages(stage: Stage, port: int) -> None:
    booking = stage.completed()
    outbox.deliver_all(booking.ends_at)
    assert mail.outbox
    for name in JOBS:
        if name != "compare_books":
            schedule.run(name, booking.ends_at + timedelta(minutes=1))
    assert ledger.verify(booking.ends_at) == []
    pages = {None: "/en/search/", stage.customer.user: f"/en/bookings/{booking.reference}/", stage.offering.professional.user: "/en/professional/earnings/"}
    for person, page in pages.items():
        browser = Client()
        if person is not None:
            browser.force_login(person)
        assert browser.get(page).status_code == 200, page
        if person is not None:
            assert Client().get(page).status_code in (302, 404), page
    nothing_is_left(port)


def test_a_form_calls_its_verb(stage: Stage, port: int) -> None:
    booking = stage.authorized()
    browser = Client()
    browser.force_login(stage.offering.professional.user)
    assert browser.post(f"/en/bookings/{booking.reference}/acceptance/").status_code == 302
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    nothing_is_left(port)


def test_each_sees_their_own_rows_through_one_connection(stage: Stage, port: int) -> None:
    stage.authorized()
    ours, other = stage.customer.pk, cast.customer("Otra", "Persona").pk

    def seen_by(person: int | None) -> tuple[set[int], int]:
        with acting(person=person, role=WEB), transaction.atomic():
            return set(Booking.objects.values_list("customer_id", flat=True)), User.objects.count()

    for _ in range(10):
        by_us, by_other, by_nobody = together([lambda: seen_by(ours), lambda: seen_by(other), lambda: seen_by(None)])
        assert by_us[0] == {ours}
        assert by_other[0] == set()
        assert by_nobody == (set(), 0)
    with pooler.client("DATABASE_URL", port) as web:  # the web's own login
        with web.transaction():
            web.execute(f"SET LOCAL casaora.person = '{ours}'")
            assert web.execute("SELECT count(*) FROM bookings_booking").fetchone() == (1,)
        with pooler.client("DATABASE_URL", port) as next_one:
            assert next_one.execute("SELECT count(*) FROM bookings_booking").fetchone() == (0,)
    nothing_is_left(port)


def test_a_get_cannot_write_and_the_next_can(port: int) -> None:
    with acting(read_only=True), pytest.raises(Exception, match="read-only transaction"), transaction.atomic():
        User.objects.update(first_name="x")
    User.objects.update(first_name="x")
    nothing_is_left(port)


def test_a_lease_is_a_row_and_has_one_holder(port: int, at: datetime) -> None:
    inside, go_on = Event(), Event()

    def first() -> object:
        def work(_: datetime) -> jobs.Counts:
            inside.set()
            assert go_on.wait(30)
            return {}

        return jobs.run("expire", work, at=at)

    def second() -> object:
        assert inside.wait(30)
        try:
            return jobs.run("expire", lambda _: {}, at=at)
        finally:
            go_on.set()

    ran, refused = together([first, second])
    assert (ran.status, refused) == ("succeeded", None)
    assert jobs.run("expire", lambda _: {}, at=at) is not None
    nothing_is_left(port)


def test_an_advisory_lock_ends_with_its_transaction(port: int) -> None:
    with transaction.atomic(), as_verb():
        lock(PROFESSIONAL, 7)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            assert cursor.fetchone() == (1,)
    nothing_is_left(port)


def test_statements_are_never_prepared_nor_are_cursors_kept(stage: Stage, port: int) -> None:
    for _ in range(20):  # psycopg would prepare at the sixth
        assert User.objects.filter(pk=stage.customer.pk).exists()
        assert len(list(User.objects.order_by("pk").iterator(chunk_size=1))) == 2
    assert connection.connection.prepare_threshold is None
    nothing_is_left(port)


def test_who_dies_in_the_middle_leaves_nothing(port: int) -> None:
    dying = pooler.client("DATABASE_URL", port)
    dying.execute("BEGIN")
    dying.execute("SET LOCAL ROLE casaora_verb")
    dying.execute("SET LOCAL casaora.person = '1'")
    dying.execute("SELECT pg_advisory_xact_lock(1, 7)")
    dying.pgconn.finish()
    nothing_is_left(port)


def test_eight_customers_on_one_slot_over_two_connections(transactional_db: None, sim: Simulator, at: datetime) -> None:
    pooler.required()
    with pooler.in_between(2) as listens:
        stage = Stage(sim, at)
        customers = [cast.customer(f"Cliente {n}", "Prueba") for n in range(8)]
        wishes = [(stage.wish(customer=c), By("customer", c.pk)) for c in customers]
        results = together([lambda w=w, by=by: requests.request(wish=w, by=by, at=at) for w, by in wishes])
        assert Counter(type(r).__name__ for r in results) == {"Booking": 1, "SlotTaken": 7}
        deadlines.expire_due(at + timedelta(hours=1))
        nothing_is_left(listens)


def test_migrate_is_refused_through_a_pooler_and_nobody_becomes_the_owner(port: int) -> None:
    with pytest.raises(CommandError, match="a pooler is between"):
        call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (OWNER,)
    nothing_is_left(port)
