"""As casaora_web in raw SQL: who sees which supplements. No view stands between."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.acting import WEB, acting
from tests.bookings.supplements.scenes import paid, proposed, tipping

pytestmark = pytest.mark.django_db
TABLES = ("bookings_supplement", "bookings_supplementstep")


def seen(person: int | None, groups: tuple[str, ...] = ()) -> tuple[int, ...]:
    counts = []
    with acting(role=WEB, person=person, groups=groups), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return tuple(counts)


def test_she_sees_a_tip_only_once_it_is_paid(stage: Stage) -> None:
    given = tipping(stage)
    customer, professional = given.booking.customer_id, given.booking.professional_id
    strangers = (cast.customer("Jorge", "Peña").pk, cast.professional("Yolanda", "Palacios").pk, None)
    assert (seen(customer), seen(professional)) == ((1, 1), (0, 0))
    paid(stage, given)
    assert (seen(customer), seen(professional)) == ((1, 2), (1, 2))
    assert all(seen(person) == (0, 0) for person in strangers)
    assert seen(strangers[0], ("support",)) == (1, 2)


def test_both_see_extra_time_from_the_proposal_on(stage: Stage) -> None:
    wanted = proposed(stage)
    assert seen(wanted.booking.customer_id) == seen(wanted.booking.professional_id) == (1, 1)


@pytest.mark.parametrize("table", TABLES)
def test_the_web_role_writes_none_of_it(stage: Stage, table: str) -> None:
    given = tipping(stage)
    with (
        pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), acting(role=WEB, person=given.booking.customer_id),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(f"UPDATE {table} SET id = id")
