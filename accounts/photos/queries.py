"""Questions about photos."""

from __future__ import annotations

from accounts.photos.models import Photo, PhotoFile
from casaora.design.pictures import Picture, picture


def of(person_id: int) -> list[Photo]:
    """All photos of a professional's, for herself; without what was sent."""
    return list(Photo.objects.defer("source").filter(professional_id=person_id).order_by("kind", "pk"))


def work_of(person_id: int) -> list[Picture]:
    """What a profile shows of a professional's work."""
    shown = Photo.objects.only("kind", "digest", "caption", "blur").filter(professional_id=person_id, kind=Photo.WORK, state=Photo.SHOWN)
    return [picture(photo.kind, photo.digest, photo.caption, photo.blur) for photo in shown.order_by("pk")[: Photo.MOST_OF_WORK]]


def shown_file(digest: str, name: str) -> bytes | None:
    """One file of a shown photo."""
    found = PhotoFile.objects.filter(photo__digest=digest, photo__state=Photo.SHOWN, name=name).values_list("content", flat=True).first()
    return bytes(found) if found is not None else None


def own_file(photo_id: int, person_id: int, name: str | None) -> bytes | None:
    """One file of a photo of one's own, whatever its state; without a name all of what was sent."""
    mine = Photo.objects.filter(pk=photo_id, professional_id=person_id)
    if name is None:
        found = mine.exclude(state=Photo.REFUSED).values_list("source", flat=True).first()
    else:
        found = PhotoFile.objects.filter(photo__in=mine, name=name).values_list("content", flat=True).first()
    return bytes(found) if found is not None else None
