"""A hundred thousand bookings with all that belongs to them, in seconds: one INSERT … SELECT a table.

Booking ``n`` is slot ``k`` of professional ``p``; what it is follows from these two. Everything old is settled, and nothing is due
at AT. Whatever waits is due at LATER: the same rows are a quiet minute and the minute after an outage.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models

from accounts.models import Customer, Professional, User
from bookings.models import Attempt, Booking, Payment, Proposal, Refund, StepTaken
from casaora.demo import cast, catalog
from casaora.kit.acting import OWNER, acting
from casaora.kit.models import Outgoing
from casaora.stripe.models import Event
from payouts.models import Batch, Earning, EarningHold, Payout, PayoutLine, TransferAttempt

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LATER = AT + timedelta(days=60)
PROFESSIONALS, CUSTOMERS, SLOTS = 200, 5_000, 500
BOOKINGS, PAYOUTS = PROFESSIONALS * SLOTS, 20_000
BIG = (Booking, Payment, Attempt, Refund, StepTaken, Proposal, Earning, EarningHold, Payout, PayoutLine, TransferAttempt, Outgoing, Event)

NOW = f"timestamptz '{AT.isoformat()}'"
#: Each at a moment of its own: a queue of one moment would have no order.
LONG_AGO, SOON = f"({NOW} - interval '400 days' + n * interval '1 second')", f"({NOW} + interval '1 day' + n * interval '1 second')"
P, K = f"((n - 1) % {PROFESSIONALS})", f"((n - 1) / {PROFESSIONALS})"
LOT = f"(({P} * 7 + {K} * 13) % 100)"
#: One visit a day of each: 490 that were, one of today, nine to come.
STATE = f"""(CASE WHEN {K} = 490 THEN (ARRAY['in_progress', 'unattended', 'completed', 'completed'])[1 + {P} % 4]
  WHEN {K} = 499 THEN (ARRAY['authorized', 'pending_payment', 'confirmed', 'authorized'])[1 + {P} % 4] WHEN {K} > 490 THEN 'confirmed'
  WHEN {LOT} < 80 THEN 'completed' WHEN {LOT} < 88 THEN 'declined' WHEN {LOT} < 93 THEN 'expired' WHEN {LOT} < 99 THEN 'canceled'
  ELSE 'payment_failed' END)"""
DAY = f"({NOW} + ({K} - 490 + CASE WHEN {K} > 490 THEN 10 ELSE 0 END) * interval '1 day')"
PAID_BY = f"""(CASE {STATE} WHEN 'authorized' THEN 'held' WHEN 'pending_payment' THEN 'open' WHEN 'expired' THEN 'expired'
  WHEN 'payment_failed' THEN 'failed' WHEN 'declined' THEN 'released' WHEN 'canceled' THEN 'captured' ELSE 'captured' END)"""


def fill(model: type[models.Model], rows: int, where: str = "true", **columns: str) -> int:
    """Insert ``rows`` rows of which ``columns`` are SQL over ``n``, the others the model's defaults. The key before the first."""
    named, values, params = [], [], []
    for field in model._meta.concrete_fields:
        if field.name in columns:
            values.append(columns.pop(field.name))
        elif field.primary_key or (field.null and not field.has_default()):
            continue
        else:
            values.append("%s")
            params.append(field.get_db_prep_save(field.get_default(), connection))
        named.append(f'"{field.column}"')
    assert not columns, f"{model.__name__} has no {', '.join(columns)}"
    with connection.cursor() as cursor:
        text = ", ".join(values).replace("%", "%%").replace("%%s", "%s")
        table = model._meta.db_table
        where = where.replace("%", "%%")
        cursor.execute(f'INSERT INTO "{table}" ({", ".join(named)}) SELECT {text} FROM generate_series(1, {rows}) n WHERE {where}', params)
        cursor.execute(f'SELECT max("{model._meta.pk.column}") FROM "{table}"')
        return int(cursor.fetchone()[0]) - rows


def crowd() -> dict[str, Any]:
    """Fill the tables, inside a transaction that is rolled back. Emptied first: so they are new files, which go with it."""
    with connection.cursor() as cursor, acting(role=OWNER):
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in (*BIG, Batch))} CASCADE")
    offering = catalog.at_work(cast.professional())
    people = _people(offering.professional)
    booking = _bookings(offering, people)
    _money(offering.professional, people, booking)
    fill(Outgoing, BOOKINGS, topic="'notice'", key="'crowd' || n", put_at=LONG_AGO, next_try_at=f"CASE WHEN n > 98000 THEN {SOON} ELSE {LONG_AGO} END",
         done_at=f"CASE WHEN n <= 98000 THEN {LONG_AGO} END")  # fmt: skip
    fill(Event, BOOKINGS, processor_id="'evt_crowd' || n", type="'charge.updated'", payload="'{}'", created_at=LONG_AGO, received_at=LONG_AGO,
         next_try_at=f"CASE WHEN n > 98000 THEN {SOON} ELSE {LONG_AGO} END", handled_at=f"CASE WHEN n <= 98000 THEN {LONG_AGO} END")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # whatever the rows name is there
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with acting(role=OWNER):
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in (*BIG, User, Professional, Customer))}")
    sizes = {model._meta.db_table: model._base_manager.count() for model in BIG}
    # Not the first of them: whoever comes first in a table is found at once by any plan.
    return {"sizes": sizes, "professional": people + 118, "customer": people + PROFESSIONALS + 1 + 99_118 * 7919 % CUSTOMERS, "booking": booking}


def _people(like: Professional) -> int:
    people = fill(User, PROFESSIONALS + CUSTOMERS, email="'crowd' || n || '@casaora.example'", first_name="'N'", date_joined=LONG_AGO,
                  suspended_at=f"CASE WHEN n % 500 = 7 THEN {LONG_AGO} END")  # fmt: skip
    fill(Professional, PROFESSIONALS, user=f"{people} + n", slug="'crowd-' || n", display_name="'N'", city=f"{like.city_id}",
         neighborhood=f"{like.neighborhood_id}", vetting_state="'approved'", approved_at=LONG_AGO)  # fmt: skip
    fill(Customer, CUSTOMERS, user=f"{people + PROFESSIONALS} + n")
    return people


def _bookings(offering: Any, people: int) -> int:
    customer, professional = f"{people + PROFESSIONALS} + 1 + (n * 7919) % {CUSTOMERS}", f"{people} + 1 + {P}"
    payment = fill(
        Payment, BOOKINGS, reference="'P' || n", subject="'B' || n", visit="'B' || n", customer=customer, professional=professional, amount_minor="115000",
        currency="'COP'", state=PAID_BY, created_at=f"{DAY} - interval '1 day'", session_expires_at=SOON, session_id="'cs_' || n",
        expires_at=f"CASE WHEN {K} < 490 THEN {LONG_AGO} ELSE {SOON} END", intent_id="'pi_' || n", charge_id="'ch_' || n",
        held_at=LONG_AGO, captured_at=f"CASE WHEN {PAID_BY} = 'captured' THEN {LONG_AGO} END",
        fee_posted_at=f"CASE WHEN {K} < 491 THEN {LONG_AGO} END", fee_next_try_at=f"CASE WHEN {K} > 490 THEN {SOON} END",
    )  # fmt: skip
    booking = fill(
        Booking, BOOKINGS, reference="'B' || n", customer=customer, professional=professional, offering=f"{offering.pk}", payment=f"{payment} + n",
        form_token="gen_random_uuid()", created_at=f"{DAY} - interval '1 day'", city=f"{offering.professional.city_id}", price_lines="'[]'",
        neighborhood=f"{offering.professional.neighborhood_id}", address_line="'Carrera 7'", starts_at=DAY, ends_at=f"{DAY} + interval '4 hours'",
        agreed_start_at=DAY, occupied=f"tstzrange({DAY}, {DAY} + interval '4 hours')", state=STATE, start_code="'1234'", policy_version="'1'",
        authorized_at=f"CASE WHEN {STATE} NOT IN ('pending_payment', 'expired') THEN {DAY} - interval '1 day' END",
        respond_by=f"{DAY} - interval '2 hours'", unattended_at=f"CASE WHEN {STATE} = 'unattended' THEN {NOW} END", subtotal_minor="100000",
        earning_minor="100000", fee_minor="15000", total_minor="115000", currency="'COP'",
    )  # fmt: skip
    common = {"step": "'request'", "by_role": "'customer'"}
    # Every fiftieth of today's and the days to come is being asked at the processor, this minute.
    attempt = fill(Attempt, BOOKINGS, key="'crowd' || n", opened_at=f"CASE WHEN {K} < 490 THEN {LONG_AGO} ELSE {NOW} END", payment=f"{payment} + n",
                   operation="'open_checkout'", outcome=f"CASE WHEN {K} < 490 OR n % 50 > 0 THEN 'succeeded' ELSE '' END", **common)  # fmt: skip
    fill(Refund, BOOKINGS, f"{STATE} = 'canceled'", reference="'R' || n", payment=f"{payment} + n", attempt=f"{attempt} + n", amount_minor="115000",
         currency="'COP'", state="CASE WHEN n % 100 > 0 THEN 'succeeded' ELSE 'failed' END", reason="'canceled'", by_role="'customer'",
         created_at=LONG_AGO, processor_id="'re_' || n")  # fmt: skip
    fill(StepTaken, BOOKINGS, booking=f"{booking} + n", to_state=STATE, at=DAY, **common)
    fill(Proposal, BOOKINGS, f"{K} > 490 AND {STATE} = 'confirmed' OR {LOT} < 10", booking=f"{booking} + n", starts_at=DAY, made_at=LONG_AGO,
         ends_at=f"{DAY} + interval '4 hours'", by_role="'customer'", answer_by=f"CASE WHEN {K} > 490 THEN {SOON} ELSE {LONG_AGO} END",
         state=f"CASE WHEN {K} > 490 AND n % 10 = 0 THEN 'open' ELSE 'lapsed' END")  # fmt: skip
    return booking


def _money(like: Professional, people: int, booking: int) -> None:
    market, common = f"'{like.city.market_id}'", {"by_role": "'clock'"}
    state = f"CASE WHEN {K} < 480 THEN 'paid' WHEN {K} < 485 THEN 'payable' ELSE 'clearing' END"
    # Of a completed or a confirmed visit there is one; here of every booking, because their number is what matters.
    earning = fill(Earning, BOOKINGS, reference="'B' || n", professional=f"{people} + 1 + {P}", market=market, kind="'job'", amount_minor="100000",
                   fee_minor="15000", currency="'COP'", state=state, expected_at=LONG_AGO, available_on=LONG_AGO, payable_at=LONG_AGO,
                   clears_at=f"CASE WHEN {K} < 485 THEN {LONG_AGO} ELSE {SOON} END")  # fmt: skip
    fill(EarningHold, 5_000, earning=f"{earning} + n * 20 - 2", reason="'report'", opened_at=LONG_AGO, opened_by_role="'customer'",
         closed_at=f"CASE WHEN n <= 4900 THEN {LONG_AGO} END")  # fmt: skip
    each = PAYOUTS // PROFESSIONALS
    batch = fill(Batch, each, batch_id="'crowd' || n", market=market, currency="'COP'", cut_off_at=f"{LONG_AGO} + n * interval '1 day'",
                 state=f"CASE WHEN n < {each} THEN 'closed' ELSE 'approved' END", plan_hash="''", total_minor="1", payouts_count=f"{PROFESSIONALS}",
                 planned_at=LONG_AGO, paused_until=SOON)  # fmt: skip
    in_batch = f"((n - 1) / {PROFESSIONALS} + 1)"
    payout = fill(Payout, PAYOUTS, reference="'O' || n", batch=f"{batch} + {in_batch}", professional=f"{people} + 1 + {P}", currency="'COP'",
                  gross_minor="100000", net_minor="100000", state=f"CASE WHEN {in_batch} < {each} THEN 'paid' ELSE 'planned' END",
                  transfer_id="'tr_' || n", planned_at=LONG_AGO)  # fmt: skip
    fill(PayoutLine, PAYOUTS, payout=f"{payout} + n", earning=f"{earning} + n", amount_minor="100000")
    fill(TransferAttempt, PAYOUTS, key="'crowd' || n", step="'transfer'", opened_at=f"CASE WHEN n < 19950 THEN {LONG_AGO} ELSE {SOON} END",
         payout=f"{payout} + n", outcome="CASE WHEN n < 19950 THEN 'succeeded' ELSE '' END", **common)  # fmt: skip
