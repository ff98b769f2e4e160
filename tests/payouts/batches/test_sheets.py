"""Statements as a sheet: every amount is there once, nothing runs as a formula, nobody else's can be had."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.money import Money
from payouts.batches import actions as batches
from payouts.batches.models import Payout
from payouts.batches.sheets import plain, safe
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
EARNINGS = "/en/professional/earnings/"


@pytest.fixture
def paid(ana: Professional, bank: Bank, at: datetime) -> Payout:
    clock.set_to(TUESDAY + timedelta(hours=2))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-ONE", at, cop(200_000))
    scenes.payable(ana, "CB-TWO", at, cop(50_500))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    return Payout.objects.get()


@pytest.fixture
def hers(client: Client, ana: Professional) -> Client:
    client.force_login(ana.user)
    return client


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="casaora-')
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_statement_and_a_year_hold_each_line_and_sum_to_the_transfer(hers: Client, paid: Payout) -> None:
    for address in (f"{EARNINGS}{paid.reference}/sheet/", f"{EARNINGS}years/2026/"):
        head, *lines = rows(hers.get(address))
        assert head[:4] == ["Payout", "Sent on", "Booking", "What for"]
        assert [(line[0], line[1], line[2], line[5]) for line in lines] == [
            (paid.reference, "2026-11-24", "CB-ONE", "200000.00"), (paid.reference, "2026-11-24", "CB-TWO", "50500.00"),
        ]  # fmt: skip
        assert {line[8] for line in lines} == {paid.transfer_id}


def test_the_pages_lead_to_the_sheets(hers: Client, paid: Payout) -> None:
    assert f"{EARNINGS}years/2026/" in hers.get(EARNINGS).content.decode()
    assert f"{EARNINGS}{paid.reference}/sheet/" in hers.get(f"{EARNINGS}{paid.reference}/").content.decode()


def test_the_head_is_in_the_readers_language(hers: Client, paid: Payout) -> None:
    assert rows(hers.get(f"/es/professional/earnings/{paid.reference}/sheet/"))[0][2] == "Reserva"


@pytest.mark.parametrize("year", [2020, 2031, 0, 99999])
def test_a_year_of_which_there_is_none_is_not_there(hers: Client, paid: Payout, year: int) -> None:
    assert hers.get(f"{EARNINGS}years/{year}/").status_code == 404


def test_somebody_elses_sheet_is_not_there(client: Client, paid: Payout, luz: Professional) -> None:
    address = f"{EARNINGS}{paid.reference}/sheet/"
    assert client.get(address).headers["Location"].startswith("/en/account/login/")
    client.force_login(luz.user)
    assert client.get(address).status_code == 404
    client.force_login(cast.customer().user)
    assert client.get(f"{EARNINGS}years/2026/").status_code == 404


@pytest.mark.parametrize(("cell", "kept"), [("=1+1", "'=1+1"), ("+57", "'+57"), ("-1;2", "'-1;2"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("-500.00", "-500.00"), ("CB-ONE", "CB-ONE"), ("", "")])
def test_no_cell_is_a_formula(cell: str, kept: str) -> None:
    assert safe(cell) == kept


@pytest.mark.parametrize(("amount", "text"), [(Money(13_600_050, "COP"), "136000.50"), (Money(-500, "COP"), "-5.00"), (Money(7, "PYG"), "7")])
def test_amounts_are_plain_numbers(amount: Money, text: str) -> None:
    assert plain(amount) == text
