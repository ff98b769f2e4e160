"""Her photo waits, is shown or refused by somebody else, and is gone when she takes it away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice, Photo, PhotoFile, Professional
from accounts.photos import actions, frames
from accounts.photos.frames import Frame
from accounts.users.actions import MayNot, WhyMissing
from casaora.demo import cast
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By
from tests.accounts.photos.scenes import added, camera, own, shown
from tests.accounts.staff import finance, staff

pytestmark = pytest.mark.django_db


def faces(person: Professional) -> str:
    person.refresh_from_db()
    return person.photo


def test_a_new_portrait_waits_and_only_she_and_support_see_it(ana: Professional, stranger: object, at: datetime) -> None:
    added(ana, at)
    assert faces(ana) == ""
    for person, groups, seen in ((None, (), 0), (stranger.pk, (), 0), (ana.pk, (), 1), (staff().person_id, ("support",), 1)):  # type: ignore[attr-defined]
        with acting(role=WEB, person=person, groups=groups):
            assert Photo.objects.count() == seen
            assert bool(PhotoFile.objects.count()) == bool(seen)


def test_once_support_has_looked_everybody_sees_it(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    assert faces(ana) == photo.digest
    with acting(role=WEB, person=None):
        assert Photo.objects.get().pk == photo.pk


def test_a_new_portrait_takes_the_old_ones_place_when_it_is_shown(ana: Professional, at: datetime) -> None:
    first = shown(ana, at)
    added(ana, at, content=camera(color="navy"))
    second = added(ana, at, content=camera(color="olive"))
    assert {p.state for p in Photo.objects.all()} == {"shown", "waiting"}
    assert faces(ana) == first.digest
    actions.show(photo_id=second.pk, by=staff(), at=at)
    assert list(Photo.objects.values_list("pk", flat=True)) == [second.pk]
    assert faces(ana) == second.digest


def test_the_database_keeps_one_shown_portrait(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    photo.pk = None
    with pytest.raises(IntegrityError, match="one_portrait_a_state"), transaction.atomic():
        photo.save(force_insert=True)


def test_refusing_needs_a_reason_forgets_the_files_and_tells_her(ana: Professional, at: datetime) -> None:
    photo = added(ana, at)
    with pytest.raises(WhyMissing):
        actions.refuse(photo_id=photo.pk, why=" ", by=staff(), at=at)
    actions.refuse(photo_id=photo.pk, why="There is a phone number on it.", by=staff(), at=at)
    photo.refresh_from_db()
    assert (photo.state, bytes(photo.source), photo.files.count()) == ("refused", b"", 0)
    told = Notice.objects.get(person_id=ana.pk, kind="photo_refused")
    assert told.context["why"] == "There is a phone number on it."


def test_a_shown_one_can_be_refused_later(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    actions.refuse(photo_id=photo.pk, why="Somebody reported it.", by=staff(), at=at + timedelta(days=1))
    assert faces(ana) == ""


def test_only_support_decides_and_never_about_themselves(ana: Professional, at: datetime) -> None:
    photo = added(ana, at)
    for by in (own(ana), finance(), By("staff", ana.pk)):
        with pytest.raises(MayNot):
            actions.show(photo_id=photo.pk, by=by, at=at)
    sara = cast.professional("Sara", "Ospina")
    sara.user.is_staff = True
    sara.user.save()
    sara.user.groups.add(*staff("Eva").person_id and cast.staff("Pilar", "Ruiz", "support").groups.all())
    hers = added(sara, at)
    with pytest.raises(MayNot):
        actions.show(photo_id=hers.pk, by=By("staff", sara.pk), at=at)


def test_deciding_twice_is_refused(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    with pytest.raises(actions.Decided):
        actions.show(photo_id=photo.pk, by=staff(), at=at)
    actions.remove(photo_id=photo.pk, by=own(ana), at=at)
    with pytest.raises(actions.Decided):
        actions.refuse(photo_id=photo.pk, why="late", by=staff(), at=at)


def test_a_shown_one_that_is_cut_anew_stays_shown_under_a_new_name(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    again = actions.reframe(photo_id=photo.pk, frame=Frame(0, 0, 200), by=own(ana), at=at)
    assert again.state == "shown"
    assert faces(ana) == again.digest != photo.digest


def test_nobody_touches_somebody_elses(ana: Professional, at: datetime) -> None:
    photo, other = added(ana, at), cast.professional("Rosa", "Mina")
    for verb in (lambda: actions.reframe(photo_id=photo.pk, frame=Frame(), by=own(other), at=at), lambda: actions.remove(photo_id=photo.pk, by=own(other), at=at)):
        with pytest.raises(Photo.DoesNotExist):
            verb()


def test_taking_it_away_leaves_nothing(ana: Professional, at: datetime) -> None:
    photo = shown(ana, at)
    actions.remove(photo_id=photo.pk, by=own(ana), at=at)
    assert faces(ana) == ""
    assert not Photo.objects.exists()
    assert not PhotoFile.objects.exists()


def test_photos_of_work_say_what_they_show_and_are_six_at_most(ana: Professional, at: datetime) -> None:
    with pytest.raises(actions.WordsMissing):
        added(ana, at, Photo.WORK, words=" ")
    refused = added(ana, at, Photo.WORK)
    actions.refuse(photo_id=refused.pk, why="Blurred.", by=staff(), at=at)
    for _n in range(Photo.MOST_OF_WORK):
        added(ana, at, Photo.WORK)
    with pytest.raises(actions.Enough):
        added(ana, at, Photo.WORK)
    assert Frame() == Photo(kind="portrait").frame
    assert frames.Frame(y=50) == Photo.objects.filter(kind="work").latest("pk").frame
