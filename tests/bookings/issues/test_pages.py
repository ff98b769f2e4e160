"""Pages of issues: the two people and nobody else; forms, files, and every button as a browser would press it."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bookings.issues import deadlines
from bookings.issues.evidence import NotEvidence, accepted
from bookings.issues.models import Evidence, Issue, Ruling
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.uploads import MOST_BYTES, MOST_FILES
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import (
    DAY,
    HOUR,
    REPLY,
    TEXT,
    again,
    answered,
    appealed,
    cop,
    decide,
    photo,
    reported,
    unattended,
)
from tests.bookings.lifecycle.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


def path(issue: Issue, *more: str) -> str:
    return "/".join(["/en/bookings", issue.booking.reference, "issues", issue.reference, *more]) + "/"


def sent(name: str = "IMG 1.JPG", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo() if content is None else content, content_type="text/html")


def post(person: int, address: str, at: datetime, **said: Any) -> str:
    clock.set_to(at)
    answer = browser(person).post(address, said, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_report_to_the_final_decision(stage: Stage) -> None:
    booking = stage.completed()
    new, at = f"/en/bookings/{booking.reference}/issues/new/", booking.ends_at + HOUR
    clock.set_to(at)
    page = browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    assert new in page
    assert "at least 20 characters" in post(booking.customer_id, new, at, kind="quality", text="Bad.")
    assert "more than the visit cost" in post(booking.customer_id, new, at, kind="quality", text=TEXT, claimed="9000000")
    said = post(booking.customer_id, new, at, kind="quality", text=TEXT, claimed="23000", files=[sent(), sent("cuenta.pdf", b"%PDF-1.7 x %%EOF")])
    assert "48 hours to answer" in said
    assert "Ana Milena can answer until" in said
    assert "When the problem is decided" in browser(booking.professional_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    issue = Issue.objects.get()
    assert [f.type for f in Evidence.objects.all()] == ["image/jpeg", "application/pdf"]
    assert "at least 20 characters" in post(issue.professional_id, path(issue, "answer"), at, text="No.")
    assert "Our team reads both sides" in post(issue.professional_id, path(issue, "answer"), at, text=REPLY, files=[sent()])
    assert "moved on" in post(issue.professional_id, path(issue, "answer"), at + 3 * DAY, text=f"{REPLY} And more.")
    decide(issue, Ruling.PARTIAL, amount=cop(23_000))
    theirs, hers = (browser(person).get(path(issue)).content.decode() for person in (issue.customer_id, issue.professional_id))
    assert "goes back to your card" in theirs
    assert "of your earning goes back" in hers
    assert "Another person" in post(issue.professional_id, path(issue, "appeal"), again(issue).ruled_at + HOUR, text=REPLY)
    decide(issue, by=staff("Luz"))
    assert "The final decision" in browser(issue.customer_id).get(path(issue)).content.decode()


def test_taken_back(stage: Stage) -> None:
    issue = reported(stage)
    assert "Taken back" in post(issue.customer_id, path(issue, "withdrawal"), issue.opened_at + HOUR)
    assert "moved on" in post(issue.professional_id, path(issue, "withdrawal"), issue.opened_at + HOUR)


def test_nobody_came_is_one_question_and_the_clock_waits(stage: Stage) -> None:
    booking = unattended(stage)
    new, at = f"/en/bookings/{booking.reference}/issues/new/", booking.ends_at + 3 * HOUR
    clock.set_to(at)
    assert 'name="kind"' not in browser(booking.customer_id).get(new).content.decode()
    post(booking.customer_id, new, at, text=TEXT)
    page = browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    assert "Our team looks at it" in page
    assert "attestation" not in page
    assert "Whether somebody came" in browser(booking.professional_id).get("/en/professional/").content.decode()
    assert "Whether somebody came" in browser(booking.customer_id).get("/en/home/").content.decode()


def test_a_no_show_can_be_contested_by_her_and_not_by_the_family(stage: Stage) -> None:
    from bookings.lifecycle import actions

    booking = stage.confirmed()
    at = booking.starts_at + HOUR
    actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=at)
    clock.set_to(at)
    new = f"/en/bookings/{booking.reference}/issues/new/"
    assert "I was there" in browser(booking.professional_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    assert new not in browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    assert "time to report" in post(booking.customer_id, new, at, text=TEXT)
    assert "48 hours to answer" in post(booking.professional_id, new, at, text=TEXT)


def test_strangers_get_the_same_404_as_for_nothing(stage: Stage) -> None:
    issue = appealed(stage)
    jorge = cast.customer("Jorge", "Peña")
    Evidence.objects.create(issue=issue, by_role="customer", name="a.jpg", type="image/jpeg", content=photo(), size=1, given_at=issue.opened_at)
    file = path(issue, "files", str(Evidence.objects.get().pk))
    stranger = browser(jorge.pk)
    for address in (path(issue), file, f"/en/bookings/{issue.booking.reference}/issues/new/", f"/en/bookings/CB-222222/issues/{issue.reference}/"):
        assert stranger.get(address).status_code == 404, address
        assert Client().get(address).status_code == 302
    for noun in ("answer", "appeal", "withdrawal"):
        assert stranger.post(path(issue, noun), {"text": REPLY}).status_code == 404, noun
    assert browser(issue.customer_id).get(path(issue).replace(issue.reference, "IS-222222")).status_code == 404
    for person in (issue.customer_id, issue.professional_id):
        answer = browser(person).get(file)
        assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
        assert "sandbox" in answer["Content-Security-Policy"]


def test_a_photo_is_upright_and_does_not_say_where_it_was_taken(stage: Stage) -> None:
    booking = stage.completed()
    post(booking.customer_id, f"/en/bookings/{booking.reference}/issues/new/", booking.ends_at, kind="damage", text=TEXT, files=[sent()])
    kept = Evidence.objects.get()
    picture = Image.open(BytesIO(bytes(kept.content)))
    assert (picture.size, dict(picture.getexif()), b"4.711" in bytes(kept.content), kept.name) == ((40, 60), {}, False, "IMG 1.jpg")


def test_a_photo_whose_notes_are_written_wrong_is_taken_all_the_same(stage: Stage) -> None:
    """A camera's notes may be anything; here its description stands where a number of dots belongs."""
    booking = stage.completed()
    wrong = photo().replace(b"\x01\x0e\x00\x02", b"\x01\x1a\x00\x02")
    assert wrong != photo()
    post(booking.customer_id, f"/en/bookings/{booking.reference}/issues/new/", booking.ends_at, kind="damage", text=TEXT, files=[sent("a.jpg", wrong)])
    assert Image.open(BytesIO(bytes(Evidence.objects.get().content))).size == (40, 60)


def drawn(kind: str, side: int) -> bytes:
    made = BytesIO()
    Image.new("RGBA" if kind != "JPEG" else "RGB", (side, side)).save(made, kind, **({"lossless": True, "method": 0} if kind == "WEBP" else {}))
    return made.getvalue()


@pytest.mark.parametrize(("kind", "side", "is_taken"), [("JPEG", 6_000, True), ("PNG", 3_000, True), ("PNG", 5_000, False), ("WEBP", 5_000, False)])
def test_a_small_file_does_not_unfold_into_the_memory_of_everybody(kind: str, side: int, is_taken: bool) -> None:
    try:
        taken = accepted("a", drawn(kind, side))
    except NotEvidence:
        assert not is_taken
    else:
        assert (is_taken, Image.open(BytesIO(taken.content)).size) == (True, (2000, 2000))


@pytest.mark.parametrize("content", [b"<html><script>", b"%PDF-1.7 without an end", photo()[:200], b"x" * (MOST_BYTES + 1)])
def test_what_is_no_photo_and_no_pdf_is_not_taken(stage: Stage, content: bytes) -> None:
    booking = stage.completed()
    new = f"/en/bookings/{booking.reference}/issues/new/"
    assert "Only photos" in post(booking.customer_id, new, booking.ends_at, kind="damage", text=TEXT, files=[sent("a.jpg", content)])
    assert (Issue.objects.count(), Evidence.objects.count()) == (0, 0)


def test_not_more_files_than_a_few_and_none_without_the_forms_own_key(stage: Stage) -> None:
    booking = stage.completed()
    new = f"/en/bookings/{booking.reference}/issues/new/"
    said = post(booking.customer_id, new, booking.ends_at, kind="damage", text=TEXT, files=[sent() for _ in range(MOST_FILES + 1)])
    assert "Only photos" in said
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(stage.customer.user)
    assert guarded.post(new, {"kind": "damage", "text": TEXT, "files": [sent()]}).status_code == 403
    assert Issue.objects.count() == 0


def test_after_48_hours_the_way_is_closed_and_the_page_does_not_offer_it(stage: Stage) -> None:
    booking = stage.completed()
    at = booking.ends_at + timedelta(hours=48, minutes=1)
    new = f"/en/bookings/{booking.reference}/issues/new/"
    assert "is over" in post(booking.customer_id, new, at, kind="damage", text=TEXT)
    assert new not in browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/").content.decode()


def test_goodwill_is_not_the_others_to_know(stage: Stage) -> None:
    issue = decide(answered(stage), Ruling.GOODWILL, amount=cop(12_300))
    hers = browser(issue.professional_id).get(path(issue)).content.decode()
    assert "12.300" not in hers
    assert "Your earning stays as it was" in hers
    assert "12.300" in browser(issue.customer_id).get(path(issue)).content.decode()


def test_what_comes_with_an_appeal_is_seen_by_both_also_of_one_who_never_answered(stage: Stage) -> None:
    issue = reported(stage)
    deadlines.due(issue.answer_by)
    issue = decide(issue, Ruling.FULL)
    post(issue.professional_id, path(issue, "appeal"), issue.ruled_at, text=REPLY, files=[sent("Recibo.jpg")])
    for person in (issue.customer_id, issue.professional_id):
        assert "Recibo.jpg" in browser(person).get(path(issue)).content.decode()
