"""A payout's statement as a PDF: every line and the sum, in both languages, for her alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.money import show
from payouts.batches import actions as batches
from payouts.batches.models import Payout
from tests.bookings.receipts.reading import words
from tests.payouts import scenes
from tests.payouts.conftest import Bank, bank  # noqa: F401
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db: None) -> Professional:
    return cast.professional()


@pytest.fixture
def paid(ana: Professional, bank: Bank, at: datetime) -> Payout:  # noqa: F811
    clock.set_to(TUESDAY + timedelta(hours=2))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-ONE", at, cop(200_000))
    scenes.payable(ana, "CB-TWO", at, cop(50_500))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    return Payout.objects.get()


def ask(person: Professional, payout: Payout, language: str = "en") -> object:
    client = Client()
    client.force_login(person.user)
    return client.get(f"/{language}/professional/earnings/{payout.reference}/statement.pdf")


@pytest.mark.parametrize(("language", "said"), [("en", "Payout of Tuesday 24 November 2026"), ("es", "Pago del martes 24 de noviembre de 2026")])
def test_it_names_every_line_and_the_sum(ana: Professional, paid: Payout, language: str, said: str) -> None:
    answer = ask(ana, paid, language)
    assert answer["Content-Type"] == "application/pdf"  # type: ignore[index]
    text = words(answer.content)  # type: ignore[attr-defined]
    for each in (said, "CB-ONE", "CB-TWO", show(cop(200_000)), show(cop(50_500)), show(cop(250_500)), paid.reference, ana.display_name):
        assert each in text


def test_nobody_else_reads_it_and_what_was_not_sent_has_none(ana: Professional, paid: Payout) -> None:
    assert ask(cast.professional("Rosalba", "Mosquera"), paid).status_code == 404  # type: ignore[attr-defined]
    assert Client().get(f"/en/professional/earnings/{paid.reference}/statement.pdf").status_code == 302
    Payout.objects.update(paid_at=None, state="planned", transfer_id=None)
    assert ask(ana, paid).status_code == 404  # type: ignore[attr-defined]
