"""Photos as cameras make them."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image

from accounts.models import Photo, Professional
from accounts.photos import actions
from casaora.kit.steps import By
from tests.accounts.staff import staff


def camera(width: int = 800, height: int = 600, color: str = "teal", *, place: str = "4.711, -74.072", turn: int = 1) -> bytes:
    """A JPEG that says where it was taken and how the camera was held; its left half is white."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x0112] = place, turn
    picture = Image.new("RGB", (width, height), color)
    picture.paste("white", (0, 0, width // 2, height))
    picture.save(made, "JPEG", exif=exif, quality=95)
    return made.getvalue()


def own(person: Professional) -> By:
    return By("professional", person.pk)


def added(person: Professional, at: datetime, kind: str = Photo.PORTRAIT, **more: object) -> Photo:
    said = {"content": camera(), "words": "A clean kitchen" if kind == Photo.WORK else "", **more}
    return actions.add(kind=kind, by=own(person), at=at, **said)  # type: ignore[arg-type]


def shown(person: Professional, at: datetime, kind: str = Photo.PORTRAIT, **more: object) -> Photo:
    return actions.show(photo_id=added(person, at, kind, **more).pk, by=staff(), at=at)
