"""From a picture to the files that pages load: cut as she chose, in the sizes that are shown. Pure."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from PIL import Image

from casaora.design.pictures import SHAPES, WIDTHS
from casaora.kit import pictures

#: What is kept of what was sent, to be cut again: the longer side in pixels, and how good.
LONGEST, KEPT_QUALITY = 1600, 88
#: Ending → Pillow's name, how good.
KINDS = {"avif": ("AVIF", 55), "webp": ("WEBP", 78)}
#: The longest side of the blur that stands where the photo will be, in pixels; it goes into the page itself.
BLUR = 12
SMALLEST = 240
MOST_ZOOM = 300


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a picture is shown: how far right and down of what is left over (0–100), how close (100 = all that fits)."""

    x: int = 50
    y: int = 35  # faces are above the middle
    zoom: int = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """The files of a photo by name (``192.avif``), the name they have together, and its blur as a data address."""

    files: dict[str, bytes]
    digest: str
    blur: str


class TooSmall(ValueError):
    """Fewer pixels than a page shows."""


def kept(content: bytes) -> bytes:
    """What is kept of a sent file: upright, without notes, not larger than needed. Raises NotAPicture, TooSmall."""
    picture = pictures.opened(content, LONGEST)
    if min(picture.size) < SMALLEST:
        raise TooSmall(f"{picture.width} × {picture.height}")
    return pictures.encoded(picture, "JPEG", KEPT_QUALITY)


def box(size: tuple[int, int], shape: tuple[int, int], frame: Frame) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in pixels of what the frame shows of a picture of this size."""
    width, height = size
    across, down = shape
    fits = min(width // across, height // down)
    wide, high = (max(1, side * fits * 100 // max(100, min(frame.zoom, MOST_ZOOM))) for side in shape)
    left, top = (width - wide) * _percent(frame.x) // 100, (height - high) * _percent(frame.y) // 100
    return left, top, left + wide, top + high


def cut(source: bytes, kind: str, frame: Frame) -> Cut:
    """The files of a kept picture. The same picture in the same frame has the same name, and another one another."""
    picture = pictures.opened(source, LONGEST)
    shown = picture.crop(box(picture.size, SHAPES[kind], frame))
    across, down = SHAPES[kind]
    files = {}
    for width in WIDTHS[kind]:
        sized = shown.resize((width, width * down // across), Image.Resampling.LANCZOS)
        for ending, (name, quality) in KINDS.items():
            files[f"{width}.{ending}"] = pictures.encoded(sized, name, quality)
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:32]
    return Cut(files, digest, _blur(shown))


def _blur(shown: Image.Image) -> str:
    tiny = shown.resize((BLUR, BLUR * shown.height // shown.width), Image.Resampling.BOX)
    return "data:image/webp;base64," + base64.b64encode(pictures.encoded(tiny, "WEBP", 40)).decode()


def _percent(number: int) -> int:
    return max(0, min(number, 100))
