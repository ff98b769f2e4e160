"""As casaora_web in raw SQL: who sees which rows of bookings and payments. No view stands between."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from bookings.lifecycle import actions
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db
TABLES = ("bookings_booking", "bookings_steptaken", "bookings_payment", "bookings_attempt", "bookings_refund")


def seen(person: int | None, groups: tuple[str, ...] = ()) -> tuple[int, ...]:
    """How many rows of each table this person sees."""
    counts = []
    with acting(role=WEB, person=person, groups=groups), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return tuple(counts)


def test_each_person_sees_exactly_their_rows(stage: Stage) -> None:
    booking = stage.confirmed()  # request, authorize, accept; checkout and capture
    customer, professional = booking.customer_id, booking.professional_id
    stranger = cast.customer("Jorge", "Peña").pk
    other = cast.professional("Yolanda", "Palacios").pk
    assert seen(customer) == (1, 3, 1, 0, 0)
    assert seen(professional) == (1, 3, 0, 0, 0)
    assert seen(stranger) == seen(other) == seen(None) == (0, 0, 0, 0, 0)
    assert seen(stranger, ("support",)) == (1, 3, 1, 0, 0)
    assert seen(stranger, ("finance",)) == seen(stranger, ("operations",)) == (1, 3, 1, 2, 0)


def test_a_professional_does_not_see_a_request_before_she_is_told(stage: Stage) -> None:
    booking = stage.requested()
    assert seen(booking.professional_id) == (0, 0, 0, 0, 0)
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert seen(booking.professional_id) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("table", TABLES)
def test_the_web_role_writes_none_of_it(stage: Stage, table: str) -> None:
    booking = stage.authorized()
    for person in (booking.customer_id, booking.professional_id):
        with (
            pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), acting(role=WEB, person=person),
            connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(f"UPDATE {table} SET id = id")


def test_busy_shows_when_and_not_whose(stage: Stage) -> None:
    booking = stage.requested()
    with acting(role=WEB), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM busy")
        assert [c.name for c in cursor.description] == ["professional_id", "occupied"]
        assert [row[0] for row in cursor.fetchall()] == [booking.professional_id]
