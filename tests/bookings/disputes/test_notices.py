"""What she is told of a bank's question, calmly and once; the customer's reasons are not hers, her debts not the customer's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from accounts.notifications import letters
from accounts.notifications.models import Notice
from bookings.disputes.notices import KINDS, LET_GO, LOST, OPENED, REFUNDED
from bookings.lifecycle import actions, notices
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.disputes.scenes import QUARREL, at_stage, closed, opened

pytestmark = pytest.mark.django_db
SUM = {"minor": 6_800_000, "currency": "COP"}
VARIANTS = [
    (OPENED, {"mine": SUM, "is_paid": False, "is_ahead": True}), (OPENED, {"mine": SUM, "is_paid": True, "is_ahead": False}),
    (LET_GO, {"mine": SUM, "is_paid": False}), (LET_GO, {"mine": SUM, "is_paid": True}), (LOST, {"lost": SUM, "is_owed": True}),
    (LOST, {"lost": SUM, "is_owed": False}), (LOST, {"lost": SUM, "is_ours": True}), (REFUNDED, {"refund": SUM}),
    ("booking_canceled", {"by": "customer", "waiting": SUM, "refund": {**SUM, "minor": 0}, "kept": SUM}),
    ("booking_canceled", {"by": "clock", "returned": SUM, "refund": {**SUM, "minor": 0}, "kept": {**SUM, "minor": 0}}),
    ("booking_canceled_professional", {"by": "clock", "returned": SUM, "kept": {**SUM, "minor": 0}}),
    ("booking_no_show", {"by": "customer", "waiting": SUM, "refund": {**SUM, "minor": 0}}),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("kind", "said"), VARIANTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_letter_is_whole_in_both_languages(stage: Stage, kind: str, said: dict[str, object], language: str) -> None:
    booking = stage.confirmed()
    notice = Notice(person=stage.customer.user, kind=kind, key=kind, language=language, context={**notices.facts(booking), **said}, created_at=stage.at)
    with translation.override(language):
        letter = letters.compose(notice)
    for text in (letter.subject, letter.text, letter.html):
        assert text.strip()
        assert "{" not in text.replace("{mso", "")
        assert "%(" not in text
        assert "!" not in letter.subject + letter.text
    assert len(letter.subject) <= 90
    assert f"/{language}/bookings/{booking.reference}/" in letter.text
    if "0" not in letter.subject and kind in KINDS and kind != REFUNDED and not said.get("is_ours"):
        assert "68.000" in letter.text or said.get("is_paid")
    if language == "es":
        assert not {"bank", "visit", "payment"} & set(letter.text.lower().split())


def kinds(person_id: int) -> list[str]:
    return sorted(Notice.objects.filter(person_id=person_id, kind__startswith="dispute").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("where", "reason", "status", "told"),
    [
        ("clearing", QUARREL, "won", [LET_GO, OPENED]), ("clearing", QUARREL, "lost", [LOST, OPENED]), ("paid", QUARREL, "lost", [LOST, OPENED]),
        ("paid", "fraudulent", "lost", [LOST, OPENED]),
    ],
)  # fmt: skip
def test_she_is_told_once_of_each_turn_and_the_customer_of_none(stage: Stage, where: str, reason: str, status: str, told: list[str]) -> None:
    booking = at_stage(stage, where)
    closed(stage, opened(stage, booking, reason=reason), status)
    assert (kinds(booking.professional_id), kinds(booking.customer_id)) == (told, [])
    if status == "lost":
        said = Notice.objects.get(kind=LOST).context
        assert (said["is_owed"], said["is_ours"]) == (where == "paid" and reason == QUARREL, reason != QUARREL)
        assert reason not in str(said)


def test_both_read_on_the_bookings_page_what_concerns_them(stage: Stage, client: Client) -> None:
    booking = at_stage(stage, "expected")
    dispute_id = opened(stage, booking)

    def pages() -> tuple[str, str]:
        out = []
        for user in (booking.customer.user, booking.professional.user):
            client.force_login(user)
            out.append(client.get(f"/en/bookings/{booking.reference}/").content.decode())
        return out[0], out[1]

    hers, mine = pages()[1], pages()[0]
    assert "Until it decides, only the bank can give it back." in mine
    assert "Your pay waits until the bank has decided" in hers
    assert QUARREL not in mine + hers
    client.force_login(booking.customer.user)
    assert "Your bank has this payment in dispute. The visit is canceled at once" in client.get(f"/en/bookings/{booking.reference}/cancellation/").content.decode()
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=clock.now())
    assert "If it leaves the payment with us" in pages()[0]
    closed(stage, dispute_id, "lost")
    mine, hers = pages()
    assert "gave the payment back to the card." in mine
    assert "It was too late for a refund" not in mine + hers


def test_no_page_promises_a_payout_that_a_bank_may_or_did_prevent(stage: Stage, client: Client) -> None:
    booking = at_stage(stage, "clearing")
    path = f"/en/bookings/{booking.reference}/"
    client.force_login(booking.professional.user)
    assert "The payment leaves safekeeping." in client.get(path).content.decode()
    dispute_id = opened(stage, booking)
    page = client.get(path).content.decode()
    assert "When the bank has decided." in page
    assert "The payment leaves safekeeping." not in page
    closed(stage, dispute_id, "lost")
    assert "In the next payout" not in client.get(path).content.decode()
