"""The measures of ``capacity``: each verb, event, mail and entry by the milliseconds that it takes one process, pages by those of the processor."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from accounts.customers.models import Address
from bookings.lifecycle import actions
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.models import Booking
from bookings.lifecycle.requests import Wish, request
from casaora import schedule
from casaora.demo import cast, catalog
from casaora.demo.processor import InProcess
from casaora.kit import clock, outbox
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.local.processes import free_port
from casaora.ops import invariants
from casaora.stripe import gateway, inbox
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.cards import APPROVES
from casaora.webhooks import HANDLERS
from payouts.ledger import actions as ledger
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import verify
from payouts.ledger.recipes import Leg
from tests.performance import traffic

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PROFESSIONALS, ROUNDS, ENTRIES = 60, 6, 3_000
Figures = dict[str, Any]
#: Seconds and number of what was done, by name.
spent: dict[str, tuple[float, int]] = {}


@contextlib.contextmanager
def timed(name: str, number: Callable[[], int]) -> Iterator[None]:
    """Add up how long it takes, and how many it were."""
    began = time.perf_counter()
    yield
    seconds, count = spent.get(name, (0.0, 0))
    spent[name] = (seconds + time.perf_counter() - began, count + number())


def everything(postgres: int) -> Figures:
    """Live through some weeks, and look at what it took. ``postgres``: the server's process."""
    figures: Figures = {"processors": os.cpu_count()}
    clock.set_to(MONDAY)
    sim = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    with gateway.use_http_client(sim.client):
        catalog.services()
        people = [(catalog.at_work(cast.professional(f"Ana {n}", "Prueba", slug=f"ana-{n}")), cast.customer(f"Casa {n}", "Prueba"))
                  for n in range(PROFESSIONALS)]  # fmt: skip
        analyze()
        before = sizes()
        bookings = [booking for round_ in range(ROUNDS) for booking in visits(sim, people, MONDAY + timedelta(days=7 * round_))]
        clock.set_to(bookings[-1].ends_at + timedelta(minutes=1))
        receive(sim)
        deliver()
        clock.move(timedelta(days=8))
        with timed("every clock job once", lambda: 1):
            schedule.run_due(clock.now())
        figures["a_booking"] = weigh(before, len(bookings))
        look_at_everything(len(bookings))
        post()
    figures["times"] = {n: {"number": c, "ms_each": round(1000 * s / c, 2), "per_second": round(c / s, 1)} for n, (s, c) in spent.items()}
    figures |= pages(bookings[-1], postgres)
    return figures


def visits(sim: Simulator, people: list[Any], at: datetime) -> list[Booking]:
    """One visit of each professional, from request to completion: a step of all of them, then the next."""
    clock.set_to(at)
    homes = dict(Address.objects.values_list("customer_id", "pk"))
    starts = at.replace(hour=15) + timedelta(days=2)
    wishes = [(Wish(offering_id=o.pk, extras=(), starts_at=starts, minutes=240, address_id=homes[c.pk], message="", form_token=uuid4(), language="es"),
               By("customer", c.pk)) for o, c in people]  # fmt: skip
    with timed("request", lambda: len(wishes)):
        made = [request(wish=wish, by=by, at=at) for wish, by in wishes]
    for booking in made:
        sim.hosted.pay(booking.payment.session_id or "", APPROVES, authenticate=True)
    hers = [By("professional", offering.professional_id) for offering, _ in people]
    ends = starts + timedelta(minutes=240)
    with timed("authorize", lambda: len(made)):
        made = [authorize(reference=b.payment.reference, at=at) for b in made]
    with timed("accept", lambda: len(made)):
        made = [actions.accept(reference=b.reference, by=by, at=at) for b, by in zip(made, hers, strict=True)]
    clock.set_to(starts)
    with timed("start", lambda: len(made)):
        made = [actions.start(reference=b.reference, by=by, at=starts, code=b.start_code) for b, by in zip(made, hers, strict=True)]
    clock.set_to(ends)
    with timed("complete", lambda: len(made)):
        return [actions.complete(reference=b.reference, by=by, at=ends) for b, by in zip(made, hers, strict=True)]


def receive(sim: Simulator) -> None:
    """Signed deliveries through the door, then the sweep that handles them."""
    mine = [(body, signature) for body, signature in InProcess(sim).events() if json.loads(body)["type"] in HANDLERS]
    client, done = Client(), dict[str, int]()
    with timed("webhook received", lambda: len(mine)):
        for body, signature in mine:
            answer = client.post("/webhooks/stripe/", body, content_type="application/json", headers={"stripe-signature": signature})
            assert answer.status_code == 200, answer.content
    with timed("webhook handled", lambda: done["handled"]):
        done |= inbox.sweep(clock.now())
    assert done["failed"] == 0


def deliver() -> None:
    """Mails are rendered in the person's language and kept; none is sent."""
    done: dict[str, int] = {}
    with timed("outbox delivered", lambda: done["done"]):
        done |= outbox.deliver_all(clock.now())
    assert done["failed"] == 0


def look_at_everything(bookings: int) -> None:
    """What the quarter-hourly look takes for each booking that ever was, and the books for each entry."""
    analyze()
    ledger.seal(clock.now())
    with timed("invariants, a booking that ever was", lambda: bookings):
        for invariant in invariants.INVARIANTS:
            invariant(clock.now())
    with timed("ledger verify, an entry", Entry.objects.count):
        assert verify(clock.now()) == []


def post() -> None:
    """Entries of two postings, each in a transaction of its own that waits for the disk; then their seals."""
    amount = Money(100_000, "COP")
    legs = [Leg(Account.PROCESSOR_CASH, amount), Leg(Account.SUSPENSE, -amount)]
    with timed("ledger entry", lambda: ENTRIES):
        for number in range(ENTRIES):
            with transaction.atomic(), as_verb():
                ledger.post(kind="adjustment", reference=f"capacity-{number}", at=clock.now(), postings=legs)
    with timed("seal", lambda: ENTRIES):
        ledger.seal(clock.now())


def pages(booking: Booking, postgres: int) -> Figures:
    """Three pages by the Procfile's gunicorn, and the connections that it holds."""
    browser, port = Client(), free_port()
    browser.force_login(booking.customer.user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    asked = {"/healthz": "", "/es/search/?city=bogota&service=regular-cleaning": "", f"/es/bookings/{booking.reference}/": cookie}
    with traffic.gunicorn(port) as web:
        found = {path: traffic.load(port, path, cookies, web=web, postgres=postgres) for path, cookies in asked.items()}
        held = traffic.connections(os.environ["DATABASE_ADMIN_URL"])
    return {"pages": {path: {name: round(value, 2) for name, value in vars(load).items()} for path, load in found.items()}, "connections": held}


def analyze() -> None:
    """What autovacuum would have done by now."""
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("VACUUM ANALYZE")


def sizes() -> dict[str, int]:
    """Bytes of each table with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
        return {name: int(size) for name, size in cursor.fetchall()}


def weigh(before: dict[str, int], bookings: int) -> Figures:
    """Bytes and rows that one booking leaves; tables below 200 bytes a booking are only in the sum."""
    grown = {name: size - before[name] for name, size in sizes().items()}
    names = ("stripe.Event", "kit.Outgoing", "accounts.Notice", "payouts.Entry", "payouts.Posting", "bookings.Attempt", "bookings.StepTaken")
    return {
        "bytes": {"all": round(sum(grown.values()) / bookings)} | {n: round(b / bookings) for n, b in sorted(grown.items(), key=lambda g: -g[1]) if b > 200 * bookings},
        "rows": {name: round(apps.get_model(name)._base_manager.count() / bookings, 1) for name in names},
    }  # fmt: skip
