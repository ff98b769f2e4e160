"""Pictures that people send: known by their content, unfolded within bounds, and made anew so that nothing hides in them. Pure."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

#: Decoded only up to this, since a WebP of 34 bytes can unfold into a gigabyte. The largest photos are JPEGs, which are unfolded small.
MOST_PIXELS, MOST_PIXELS_OF_A_JPEG = 13_000_000, 50_000_000
#: How a camera says that it was held, and what makes its photo upright; EXIF's tag for it.
ORIENTATION = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip


class NotAPicture(ValueError):
    """Neither JPEG, PNG nor WebP, or too large."""


def opened(content: bytes, longest: int) -> Image.Image:
    """The picture, upright, no side longer than ``longest`` pixels; without EXIF, so without the place where it was taken. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as sent:
            if sent.width * sent.height > (MOST_PIXELS_OF_A_JPEG if sent.format in ("JPEG", "MPO") else MOST_PIXELS):
                raise NotAPicture("too many pixels")
            turn = _turn(sent)
            sent.draft(None, (longest, longest))  # a large JPEG is never unfolded whole
            made_anew = sent.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    made_anew.thumbnail((longest, longest))
    if turn is not None:
        made_anew = made_anew.transpose(turn)
    made_anew.info.clear()  # nothing of the old file's notes goes into the new one
    return made_anew


def encoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    """As bytes of a kind that Pillow knows (JPEG, WEBP, AVIF)."""
    made = io.BytesIO()
    # AVIF four times as fast for a tenth more bytes: somebody waits for it.
    picture.save(made, kind, quality=quality, **({"speed": 8} if kind == "AVIF" else {}))
    return made.getvalue()


def _turn(sent: Image.Image) -> Transpose | None:
    """What makes it upright. Its notes are not written anew, so that it does not matter what else is in them."""
    try:
        return TURNS.get(sent.getexif().get(ORIENTATION, 1))
    except Exception:  # whoever wrote the notes wrote them wrong, in any of many ways: then it stays as it lies
        return None
