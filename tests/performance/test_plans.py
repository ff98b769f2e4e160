"""At 100 000 bookings the hot paths read what they answer and no more: no sequential scan, no index walked from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from accounts.models import User
from bookings.models import Booking
from casaora.kit.acting import WEB, acting
from casaora.kit.jobs import BATCH
from casaora.stripe.simulator import Simulator
from casaora.timetable import JOBS
from tests.performance.crowd import AT, BOOKINGS, LATER, crowd
from tests.performance.plans import explained

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("plans")]
#: Of a table's rows, what one scan may read: a page of hers is one in 200, a batch of the clock one in 1000.
SHARE = 0.01
#: What is open at one time, and two batches of the clock, may be read of a smaller table.
FEW = 2 * BATCH


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The crowd, for all tests of the module, in one transaction that leaves nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield crowd()
        transaction.set_rollback(True)


@pytest.fixture
def visit(town: dict[str, Any], client: Client, sim: Simulator) -> Any:
    """GET a page as one of the crowd: as the web role, in the transaction that the middleware opens."""

    def visit(name: str, who: str, **arguments: str) -> Any:
        client.force_login(User.objects.get(pk=town[who]))
        with translation.override("en"):
            path = reverse(name, kwargs=arguments)
        with explained() as found:
            assert client.get(path).status_code == 200
        return found

    return visit


def test_there_are_as_many_as_is_said(town: dict[str, Any]) -> None:
    assert Booking.objects.count() == BOOKINGS == 100_000


@pytest.mark.parametrize(("name", "who"), [
    ("professional:home", "professional"), ("professional:bookings", "professional"), ("professional:earnings", "professional"),
    ("bookings:home", "customer"), ("bookings:list", "customer"), ("bookings:detail", "professional"), ("bookings:detail", "customer"),
])  # fmt: skip
def test_a_page_reads_its_persons_rows(visit: Any, town: dict[str, Any], name: str, who: str) -> None:
    theirs = Booking.objects.filter(**{who: town[who]}, state="confirmed").latest("starts_at") if name == "bookings:detail" else None
    found = visit(name, who, **({"reference": theirs.reference} if theirs else {}))
    assert {scan.role for scan in found.of("bookings_booking", "payouts_earning")} == {WEB}
    assert found.too_much(town["sizes"], SHARE, FEW) == []


# The invariants are left out: they look at everything, because what must never be is not where anybody expects it.
@pytest.mark.parametrize("at", [AT, LATER], ids=["nothing_due", "all_due"])
# What compares lists of the processor asks it first, outside of any transaction, and then for the very ids that it named.
@pytest.mark.parametrize("job", [name for name in JOBS if name not in ("invariants", "find_disputes", "compare_books")])
def test_a_job_reads_what_is_due(town: dict[str, Any], sim: Simulator, job: str, at: datetime) -> None:
    with acting(role=None), explained(stops_at_work=True) as found:
        import_string(JOBS[job].function)(at)
    assert found.too_much(town["sizes"], SHARE, FEW) == []
