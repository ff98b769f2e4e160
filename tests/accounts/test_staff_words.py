"""Staff read words, in their language: no name of a column, a state or a step of the database."""

from __future__ import annotations

import pytest
from django.contrib.admin.utils import flatten_fieldsets
from django.test import Client
from django.utils import translation

from accounts.users.values import VALUES
from accounts.users.words import FIELDS, TABLES
from accounts.vetting.process import PROCESS as VETTING
from bookings.lifecycle.process import PROCESS as BOOKING
from bookings.supplements.process import EXTRA_TIME, TIP
from casaora.admin_site import site
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.design.tags.marks import BADGES
from payouts.batches.process import BATCH, PAYOUT
from payouts.earnings.process import PROCESS as EARNING
from payouts.ledger.models import Account
from tests.accounts.staff import enter


def test_every_table_and_field_has_its_word() -> None:
    unknown = []
    for model, page in site._registry.items():
        inlines = [(inline.model, inline.fields) for inline in page.inlines]
        fields = page.fields or (flatten_fieldsets(page.fieldsets) if page.fieldsets else [field.name for field in model._meta.fields])
        filters = [(offered if isinstance(offered, str) else offered[0]).rpartition("__")[2] for offered in page.list_filter if not isinstance(offered, type)]
        for table, names in [(model, (*page.list_display, *fields, *filters)), *inlines]:
            unknown += [table._meta.label_lower] if table._meta.label_lower not in TABLES else []
            unknown += [f"{table._meta.label}.{name}" for name in names if name not in FIELDS and not hasattr(type(page), name)]
    assert unknown == []


def test_every_state_step_and_account_has_its_word() -> None:
    names: set[str] = set(BADGES) | set(VALUES)
    said = {name for process in (VETTING, BOOKING, TIP, EXTRA_TIME, EARNING, BATCH, PAYOUT) for name in process.steps}
    said |= {step.target for process in (VETTING, BOOKING, TIP, EXTRA_TIME, EARNING, BATCH, PAYOUT) for step in process.steps.values() if step.target}
    assert {*said, *Account.values} - names == set()


@pytest.mark.django_db
def test_a_booking_is_read_in_spanish(client: Client, stage: Stage) -> None:
    booking = stage.confirmed()
    enter(client, cast.staff("Eva", "Luna", "support"))
    with translation.override("es"):
        for address in ("", f"{booking.pk}/change/"):
            page = client.get(f"/admin/bookings/booking/{address}", headers={"accept-language": "es"}).content.decode()
            assert "Confirmada" in page
            for raw in (">confirmed<", ">pending_payment", "Select booking", ">from_state", "Declined reason"):
                assert raw not in page, raw
