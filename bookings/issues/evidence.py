"""Files that people give as evidence: known by their content, bounded, and photos made anew so that nothing hides in them. Pure."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from casaora.uploads import MOST_BYTES

JPEG, PDF = "image/jpeg", "application/pdf"
#: Decoded only up to this, since a WebP of 34 bytes can unfold into a gigabyte. The largest photos are JPEGs, which are unfolded small.
MOST_PIXELS, MOST_PIXELS_OF_A_JPEG = 13_000_000, 50_000_000
#: A photo is shown, not printed: the longer side, in pixels.
LONGEST = 2000
#: How a camera says that it was held, and what makes its photo upright; EXIF's tag for it.
ORIENTATION = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip
_NAME = re.compile(r"[^\w .()-]+")


class NotEvidence(ValueError):
    """Neither a photo (JPEG, PNG, WebP) nor a PDF, or too large."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be kept."""

    name: str
    type: str
    content: bytes


def accepted(name: str, content: bytes) -> File:
    """What of a sent file is kept, by what it is and not by what it is called. Raises NotEvidence."""
    if not content or len(content) > MOST_BYTES:
        raise NotEvidence(name)
    stem = _NAME.sub("_", name.rpartition(".")[0] or name).strip(" ._")[:60] or "file"
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return File(f"{stem}.pdf", PDF, content)
    return File(f"{stem}.jpg", JPEG, _anew(content))


def _anew(content: bytes) -> bytes:
    """The picture, upright and no larger than it is looked at; without EXIF, so without the place where it was taken."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as sent:
            if sent.width * sent.height > (MOST_PIXELS_OF_A_JPEG if sent.format in ("JPEG", "MPO") else MOST_PIXELS):
                raise NotEvidence("too many pixels")
            turn = _turn(sent)
            sent.draft(None, (LONGEST, LONGEST))  # a large JPEG is never unfolded whole
            made_anew = sent.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotEvidence(str(error)) from error
    made_anew.thumbnail((LONGEST, LONGEST))
    if turn is not None:
        made_anew = made_anew.transpose(turn)
    made_anew.info.clear()  # nothing of the old file's notes goes into the new one
    made = io.BytesIO()
    made_anew.save(made, "JPEG", quality=85)
    return made.getvalue()


def _turn(sent: Image.Image) -> Transpose | None:
    """What makes it upright. Its notes are not written anew, so that it does not matter what else is in them."""
    try:
        return TURNS.get(sent.getexif().get(ORIENTATION, 1))
    except Exception:  # whoever wrote the notes wrote them wrong, in any of many ways: then it stays as it lies
        return None
