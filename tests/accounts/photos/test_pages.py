"""Her page of photos, the cut, and the files that everybody loads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Photo, Professional, User
from accounts.photos import actions
from casaora.demo import catalog as demo
from casaora.kit import clock
from tests.accounts.photos.scenes import added, camera, own, shown
from tests.accounts.staff import enter, staff

pytestmark = pytest.mark.django_db
PAGE = "/en/professional/photos/"
Enter = Callable[[User], Client]


def sent(kind: str, content: bytes, **more: str) -> dict[str, object]:
    return {"kind": kind, f"{kind}-file": SimpleUploadedFile("me.jpg", content, "image/jpeg"), **{f"{kind}-{k}": v for k, v in more.items()}}


def test_she_adds_a_portrait_and_is_led_to_its_cut(ana: Professional, signed_in: Enter) -> None:
    client = signed_in(ana.user)
    assert "No portrait yet" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, sent("portrait", camera()))
    photo = Photo.objects.get()
    assert answer["Location"] == f"{PAGE}{photo.pk}/"
    assert 'type="range"' in client.get(answer["Location"]).content.decode()
    answer = client.post(f"{PAGE}{photo.pk}/", {"x": 0, "y": 100, "zoom": 150})
    photo.refresh_from_db()
    assert (photo.x, photo.y, photo.zoom) == (0, 100, 150)
    assert "Our team looks at it" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a photo", "not a photo that we can read"), (camera(100, 100), "too small to be sharp"), (b"\xff" * 5_100_000, "larger than 5 MB")],
)
def test_what_is_wrong_with_a_file_is_said_at_the_form(ana: Professional, signed_in: Enter, content: bytes, words: str) -> None:
    page = signed_in(ana.user).post(PAGE, sent("portrait", content)).content.decode()
    assert words in page
    assert "error-summary" in page
    assert not Photo.objects.exists()


def test_a_photo_of_work_asks_for_its_words(ana: Professional, signed_in: Enter) -> None:
    client = signed_in(ana.user)
    page = client.post(PAGE, sent("work", camera(), words="")).content.decode()
    assert "Fill this in" in page
    client.post(PAGE, sent("work", camera(), words="A kitchen after a deep clean"))
    assert Photo.objects.get().caption == "A kitchen after a deep clean"


def test_a_cut_outside_the_sliders_is_refused(ana: Professional, signed_in: Enter, at: datetime) -> None:
    photo = added(ana, at)
    page = signed_in(ana.user).post(f"{PAGE}{photo.pk}/", {"x": -1, "y": 500, "zoom": "x"})
    assert page.status_code == 200
    assert page.content.decode().count("error--shown") == 3


def test_files_of_shown_photos_are_for_everybody_and_kept(ana: Professional, client: Client, at: datetime) -> None:
    photo = added(ana, at)
    address = f"/photos/{photo.digest}/192.avif"
    assert client.get(address).status_code == 404
    actions.show(photo_id=photo.pk, by=staff(), at=at)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/avif")
    assert answer["Cache-Control"] == "public, max-age=604800, immutable"
    assert "Set-Cookie" not in answer
    assert len([q for q in asked if q["sql"].startswith("SELECT \"")]) == 1
    for wrong in (f"/photos/{photo.digest}/193.avif", f"/photos/{photo.digest}/192.svg", "/photos/" + "0" * 32 + "/192.avif"):
        assert client.get(wrong).status_code == 404


def test_a_waiting_file_is_hers_alone(ana: Professional, stranger: object, client: Client, signed_in: Enter, at: datetime) -> None:
    photo = added(ana, at)
    addresses = [f"{PAGE}{photo.pk}/192.webp", f"{PAGE}{photo.pk}/whole.jpg"]
    for address in addresses:
        assert client.get(address).status_code == 302
    other = Client()
    other.force_login(stranger.user)  # type: ignore[attr-defined]
    assert [other.get(a).status_code for a in addresses] == [404, 404]
    assert other.post(f"{PAGE}{photo.pk}/removal/").status_code == 404
    hers = signed_in(ana.user)
    for address in addresses:
        answer = hers.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_lists_and_profiles_show_the_portrait_and_the_work(ana: Professional, client: Client, at: datetime) -> None:
    demo.at_work(ana)
    photo = shown(ana, clock.now())
    shown(ana, clock.now(), Photo.WORK, words="A clean kitchen")
    added(ana, clock.now(), Photo.WORK, words="Not yet looked at")
    found = client.get("/en/search/?city=bogota").content.decode()
    assert f"/photos/{photo.digest}/192.webp" in found
    profile = client.get(f"/en/professionals/{ana.slug}/").content.decode()
    assert f"/photos/{photo.digest}/480.avif 480w" in profile
    assert 'alt="A clean kitchen"' in profile
    assert "Not yet looked at" not in profile


def test_support_shows_and_refuses_from_the_staff_site(ana: Professional, sara: User, client: Client, at: datetime) -> None:
    photo = added(ana, at)
    admin = enter(client, sara)
    assert "data:image/webp;base64," in admin.get("/admin/accounts/photo/").content.decode()
    assert "data:image/jpeg;base64," in admin.get(f"/admin/accounts/photo/{photo.pk}/change/").content.decode()
    chosen = {"action": "show", "_selected_action": [photo.pk], "index": 0, "why": ""}
    admin.post("/admin/accounts/photo/", chosen)
    ana.refresh_from_db()
    assert ana.photo == photo.digest
    admin.post("/admin/accounts/photo/", chosen | {"action": "refuse"})
    ana.refresh_from_db()
    assert ana.photo == photo.digest, "a reason is asked for"
    admin.post("/admin/accounts/photo/", chosen | {"action": "refuse", "why": "A phone number is on it."})
    ana.refresh_from_db()
    assert ana.photo == ""


def test_her_page_asks_as_much_for_seven_photos_as_for_one(ana: Professional, signed_in: Enter, at: datetime) -> None:
    client = signed_in(ana.user)
    counts = []
    for _n in range(2):
        added(ana, at, Photo.WORK)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
        added(ana, at, Photo.WORK)
    assert counts[0] == counts[1]
    assert own(ana).person_id == ana.pk
