"""Verbs of photos. A professional adds, cuts and removes her own; staff of ``support`` show or refuse."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.notifications.actions import notify
from accounts.photos import frames
from accounts.photos.frames import Cut, Frame
from accounts.photos.models import Photo, PhotoFile
from accounts.places.queries import home_zone
from accounts.professionals.models import Professional
from accounts.users.actions import MayNot, WhyMissing, require_staff
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import By


class Enough(ValueError):
    """There are as many photos of work as may be."""


class WordsMissing(ValueError):
    """A photo of work says what it shows."""


class Decided(ValueError):
    """Somebody else has shown or refused it, or its owner took it away."""

    def __str__(self) -> str:
        """For the staff member who came later."""
        return "It was decided already, or taken away."


def add(*, kind: str, content: bytes, words: str = "", by: By, at: datetime) -> Photo:
    """Add a photo of one's own; it waits until our team has looked. A new portrait takes the place of one that waits.

    Raises NotAPicture, TooSmall, WordsMissing, Enough.
    """
    if kind == Photo.WORK and not words.strip():
        raise WordsMissing
    source = frames.kept(content)
    frame = Frame() if kind == Photo.PORTRAIT else Frame(y=50)
    made = frames.cut(source, kind, frame)  # takes a while: before anything is locked
    with transaction.atomic(durable=True), as_verb():
        professional = _locked(by)
        old = Photo.objects.filter(professional=professional, kind=kind)
        if kind == Photo.PORTRAIT:
            old.exclude(state=Photo.SHOWN).delete()
        elif old.exclude(state=Photo.REFUSED).count() >= Photo.MOST_OF_WORK:
            raise Enough
        photo = Photo.objects.create(
            professional=professional, kind=kind, source=source, x=frame.x, y=frame.y, zoom=frame.zoom, caption=words.strip(),
            digest=made.digest, blur=made.blur, added_at=at,
        )  # fmt: skip
        _keep(photo, made)
    events.emit("photo_added", photo=photo.pk, kind=kind)
    return photo


def reframe(*, photo_id: int, frame: Frame, by: By, at: datetime) -> Photo:
    """Cut a photo of one's own anew. What our team has seen, they have seen whole: a shown one stays shown. Raises Photo.DoesNotExist."""
    mine = Photo.objects.exclude(state=Photo.REFUSED).get(pk=photo_id, professional_id=by.person_id or 0)
    made = frames.cut(bytes(mine.source), mine.kind, frame)
    with transaction.atomic(durable=True), as_verb():
        professional = _locked(by)
        photo = Photo.objects.select_for_update().exclude(state=Photo.REFUSED).get(pk=photo_id, professional=professional)
        photo.x, photo.y, photo.zoom, photo.digest, photo.blur = frame.x, frame.y, frame.zoom, made.digest, made.blur
        photo.save(update_fields=["x", "y", "zoom", "digest", "blur"])
        photo.files.all().delete()
        _keep(photo, made)
        _face(professional, photo)
        return photo


def remove(*, photo_id: int, by: By, at: datetime) -> None:
    """Take a photo of one's own away, for good, whatever its state. Raises Photo.DoesNotExist."""
    with transaction.atomic(durable=True), as_verb():
        professional = _locked(by)
        photo = Photo.objects.select_for_update().get(pk=photo_id, professional=professional)
        if photo.kind == Photo.PORTRAIT and photo.state == Photo.SHOWN:
            _face(professional, None)
        photo.delete()
    events.emit("photo_removed", photo=photo_id, kind=photo.kind)


def show(*, photo_id: int, by: By, at: datetime) -> Photo:
    """Show a photo to everybody: by ``support``, never one's own. Raises MayNot, Decided."""
    with transaction.atomic(durable=True), as_verb():
        photo = _decided(photo_id, Photo.SHOWN, "", by, at)
        if photo.kind == Photo.PORTRAIT:
            Photo.objects.filter(professional=photo.professional, kind=photo.kind, state=Photo.SHOWN).delete()
        photo.save(update_fields=["state", "decided_at", "decided_by", "why"])
        _face(photo.professional, photo)
    events.emit("photo_shown", photo=photo.pk, kind=photo.kind)
    return photo


def refuse(*, photo_id: int, why: str, by: By, at: datetime) -> Photo:
    """Do not show a photo, with a reason that its owner reads; its files are forgotten. By ``support``, never one's own.

    One that is shown may be refused too, as when somebody reports it. Raises MayNot, WhyMissing, Decided.
    """
    if not why.strip():
        raise WhyMissing
    with transaction.atomic(durable=True), as_verb():
        photo = _decided(photo_id, Photo.REFUSED, why.strip(), by, at)
        photo.source, photo.blur = b"", ""
        photo.save(update_fields=["state", "decided_at", "decided_by", "why", "source", "blur"])
        photo.files.all().delete()
        if photo.professional.photo == photo.digest:
            _face(photo.professional, None)
        context = {
            "why": photo.why, "is_portrait": photo.kind == Photo.PORTRAIT, "page": ["professional:photos"],
            "when": {"at": at.isoformat(), "zone": home_zone()},
        }  # fmt: skip
        notify(person_id=photo.professional_id, kind="photo_refused", key=f"photo_refused:{photo.pk}", context=context, at=at)
    events.emit("photo_refused", photo=photo.pk, kind=photo.kind)
    return photo


def _decided(photo_id: int, state: str, why: str, by: By, at: datetime) -> Photo:
    require_staff(by, "support")
    owner = Photo.objects.filter(pk=photo_id).values_list("professional_id", flat=True).first()
    if owner is None:
        raise Decided
    if by.person_id == owner:
        raise MayNot("nobody decides about their own photos")
    professional = Professional.objects.select_for_update(no_key=True, of=("self",)).get(pk=owner)
    photo = Photo.objects.select_for_update().filter(pk=photo_id).first()
    if photo is None or photo.state in (state, Photo.REFUSED):
        raise Decided
    photo.professional = professional
    photo.state, photo.why, photo.decided_at, photo.decided_by = state, why, at, by.person_id
    return photo


def _locked(by: By) -> Professional:
    return Professional.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.person_id or 0)


def _keep(photo: Photo, made: Cut) -> None:
    PhotoFile.objects.bulk_create([PhotoFile(photo=photo, name=name, content=content) for name, content in made.files.items()])


def _face(professional: Professional, photo: Photo | None) -> None:
    """Her shown portrait's name stands in her own row: lists of people need no second question."""
    if photo is None or (photo.kind == Photo.PORTRAIT and photo.state == Photo.SHOWN):
        professional.photo = photo.digest if photo else ""
        professional.save(update_fields=["photo"])
