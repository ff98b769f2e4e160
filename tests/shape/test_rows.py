"""Every table of the project, seen as casaora_web in raw SQL after one whole booking: strangers and visitors see nothing of it."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from bookings.lifecycle import deadlines
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.acting import WEB, acting
from casaora.kit.pg.apply import declared, models
from payouts.ledger.actions import seal

pytestmark = pytest.mark.django_db
#: Open to everybody, each with a reason beside its declaration.
PUBLIC = {label for label, table in declared().items() if table.why}


def rows(label: str, table: str, person: int | None) -> int:
    """How many rows this person sees; none where web has no right at all."""
    try:
        with transaction.atomic(), acting(role=WEB, person=person), connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            return int(cursor.fetchone()[0])
    except ProgrammingError:
        return 0


def test_strangers_and_visitors_see_nothing_of_a_booking(stage: Stage) -> None:
    booking = stage.completed()
    deadlines.post_fees(booking.ends_at)
    seal(booking.ends_at)
    stranger = cast.customer("Jorge", "Peña")
    own = {"accounts.user", "accounts.customer", "accounts.address", "account.emailaddress"}
    seen = {}
    for model in models():
        label = model._meta.label_lower
        if label in PUBLIC:
            continue
        for who, person in (("visitor", None), ("stranger", stranger.pk)):
            count = rows(label, model._meta.db_table, person)
            if count and not (who == "stranger" and label in own and count == 1):
                seen[(label, who)] = count
    assert seen == {}


def test_what_is_public_says_why() -> None:
    from casaora.kit.policies import public

    assert PUBLIC
    for label, table in declared().items():
        opens = any(getattr(clause, "__qualname__", "").startswith(public.__name__ + ".") for clause in table.sees)
        if opens:
            assert table.why, f"{label} is open to everybody without a reason"
