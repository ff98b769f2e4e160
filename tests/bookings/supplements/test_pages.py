"""The pages as browsers use them, without the transaction that surrounds other tests; strangers find nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from bookings.lifecycle import actions as visits
from bookings.supplements import actions
from bookings.supplements.models import Supplement
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.lifecycle.test_pages import browser
from tests.bookings.supplements.scenes import approving, paid, pay, proposed, tipping

pytestmark = pytest.mark.django_db(transaction=True)


def people(stage: Stage) -> tuple[Client, Client]:
    return browser(stage.customer.pk), browser(stage.offering.professional_id)


def test_a_tip_from_the_invitation_to_the_receipt(stage: Stage) -> None:
    booking = stage.completed()
    clock.set_to(booking.ends_at + timedelta(hours=1))
    theirs, hers = people(stage)
    path = f"/en/bookings/{booking.reference}/"
    assert "Give a tip" in theirs.get(path).content.decode()
    assert "Give a tip" not in hers.get(path).content.decode()
    page = theirs.get(f"{path}tip/").content.decode()
    assert all(f"$\N{NO-BREAK SPACE}{amount}" in page for amount in ("14.000", "20.000", "27.000"))
    for said, answer in (
        ({}, "Choose an amount"), ({"choice": "99"}, "Choose an amount"), ({"choice": "other"}, "Write the amount"),
        ({"choice": "other", "own": "1.000"}, "The smallest tip"), ({"choice": "other", "own": "900.000"}, "it can be up to"),
        ({"choice": "other", "own": "much"}, "in figures"),
    ):  # fmt: skip
        assert answer in theirs.post(f"{path}tip/", said).content.decode(), said
    sent = theirs.post(f"{path}tip/", {"choice": "15"})
    given = Supplement.objects.select_related("payment").get()
    assert (sent.status_code, sent["Location"]) == (303, given.payment.session_url if given.payment else "")
    own = f"/en/bookings/{given.reference}/"
    assert "One step left" in theirs.get(own).content.decode()
    assert "Your tip waits" in theirs.get(path).content.decode()
    assert hers.get(own).status_code == 404
    assert given.reference not in hers.get(path).content.decode()
    pay(stage, given)
    assert theirs.get(f"{own}?back=paid")["Refresh"] == "2"
    assert "Your tip for Ana Milena" in theirs.post(f"{own}check/", follow=True).content.decode()
    assert "A tip from Camila" in hers.get(own).content.decode()
    for reader in (theirs, hers):
        assert given.reference in reader.get(path).content.decode()
    assert given.reference in hers.get("/en/professional/earnings/").content.decode()


def test_extra_time_from_the_proposal_to_the_receipt(stage: Stage) -> None:
    booking = stage.started()
    clock.set_to(booking.ends_at - timedelta(hours=1))
    theirs, hers = people(stage)
    path = f"/en/bookings/{booking.reference}/"
    assert "Propose extra time" in hers.get(path).content.decode()
    assert "Choose how long" in hers.post(f"{path}extra-time/", {"minutes": "45"}).content.decode()
    assert "$\N{NO-BREAK SPACE}34.000" in hers.get(f"{path}extra-time/").content.decode()
    assert "half an hour to agree" in hers.post(f"{path}extra-time/", {"minutes": "60"}, follow=True).content.decode()
    wanted = Supplement.objects.get()
    own = f"/en/bookings/{wanted.reference}/"
    assert "You proposed to stay until 15:00" in hers.get(path).content.decode()
    assert "Ana Milena proposes to stay until 15:00" in theirs.get(path).content.decode()
    assert "Agree and pay" in theirs.get(own).content.decode()
    assert theirs.post(f"{own}approval/").status_code == 303
    assert "has agreed and is paying" in hers.get(path).content.decode()
    pay(stage, Supplement.objects.select_related("payment").get())
    assert "Receipt" in theirs.post(f"{own}check/", follow=True).content.decode()
    assert "15:00" in hers.get(path).content.decode()
    assert visits.read(booking.reference).ends_at == booking.ends_at + timedelta(hours=1)


def test_her_next_visit_is_said_to_be_in_the_way(stage: Stage) -> None:
    first = stage.confirmed(minutes=120)
    stage.confirmed(starts_at=first.ends_at + timedelta(hours=1), minutes=120)
    visits.start(reference=first.reference, by=stage.as_professional, at=first.starts_at, code=first.start_code)
    clock.set_to(first.ends_at - timedelta(hours=1))
    _theirs, hers = people(stage)
    assert "needs this time" in hers.post(f"/en/bookings/{first.reference}/extra-time/", {"minutes": "60"}).content.decode()
    assert not Supplement.objects.exists()


def test_no_is_an_answer_too(stage: Stage) -> None:
    theirs, hers = people(stage)
    booking = stage.started()
    wanted = proposed(stage, booking)
    assert "Nothing was charged" in theirs.post(f"/en/bookings/{wanted.reference}/refusal/", follow=True).content.decode()
    assert "moved on" in hers.post(f"/en/bookings/{wanted.reference}/refusal/", follow=True).content.decode()
    agreed = approving(stage, booking, 30)
    assert "Nothing was charged" in theirs.post(f"/en/bookings/{agreed.reference}/withdrawal/", follow=True).content.decode()
    assert actions.read(agreed.reference).state == "canceled"


def test_an_answer_of_the_bank_that_is_late(stage: Stage) -> None:
    theirs, _hers = people(stage)
    booking = stage.completed()
    clock.set_to(booking.ends_at + timedelta(hours=1))
    stage.sim.faults.add("open_checkout", "timeout_before")
    assert "could not be opened" in theirs.post(f"/en/bookings/{booking.reference}/tip/", {"choice": "10"}, follow=True).content.decode()
    given = tipping(stage, booking)
    pay(stage, given)
    stage.sim.faults.add("read_checkout", "timeout_before")
    assert "have not heard" in theirs.post(f"/en/bookings/{given.reference}/check/", follow=True).content.decode()
    stage.sim.faults.add("capture", "timeout_after")
    theirs.post(f"/en/bookings/{given.reference}/check/")
    assert "hearing from the bank" in theirs.get(f"/en/bookings/{given.reference}/").content.decode()
    assert "being confirmed" in theirs.post(f"/en/bookings/{given.reference}/withdrawal/", follow=True).content.decode()


def test_strangers_and_the_wrong_role_find_nothing(stage: Stage) -> None:
    booking = stage.completed()
    given = paid(stage, tipping(stage, booking))
    stranger, hers = browser(cast.customer("Jorge", "Peña").pk), browser(stage.offering.professional_id)
    for address in (f"{given.reference}/", f"{booking.reference}/tip/", f"{booking.reference}/extra-time/"):
        assert stranger.get(f"/en/bookings/{address}").status_code == 404, address
    for address in ("check/", "approval/", "refusal/", "withdrawal/"):
        assert stranger.post(f"/en/bookings/{given.reference}/{address}").status_code == 404, address
    assert hers.post(f"/en/bookings/{given.reference}/check/").status_code == 404
    assert "nothing to tip" in hers.get(f"/en/bookings/{booking.reference}/tip/", follow=True).content.decode()
    assert hers.get(f"/en/bookings/{booking.reference}-T9/").status_code == 404


@pytest.mark.parametrize(("kind", "says"), [("tip", "All of it is for Ana Milena."), ("extra_time", "and then the visit lasts longer.")])
def test_the_processors_page_says_when_the_card_is_charged(stage: Stage, kind: str, says: str) -> None:
    (tipping if kind == "tip" else approving)(stage)
    session = max(stage.sim.objects("checkout.session"), key=lambda each: each["created"])
    assert session["submit_type"] == "pay"
    assert session["custom_text"]["submit"]["message"].endswith(says)
    first = min(stage.sim.objects("checkout.session"), key=lambda each: each["created"])
    assert first["custom_text"]["submit"]["message"].endswith("only if Ana Milena accepts; otherwise it is released.")
