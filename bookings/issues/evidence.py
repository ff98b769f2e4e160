"""Files that people give as evidence: known by their content, bounded, and photos made anew so that nothing hides in them. Pure."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from casaora.uploads import MOST_BYTES

JPEG, PDF = "image/jpeg", "application/pdf"
#: Decoded only below this: a small file can unfold into gigabytes.
MOST_PIXELS = 50_000_000
#: A photo is shown, not printed: the longer side, in pixels.
LONGEST = 2000
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
            if sent.width * sent.height > MOST_PIXELS:
                raise NotEvidence("too many pixels")
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotEvidence(str(error)) from error
    upright.thumbnail((LONGEST, LONGEST))
    upright.info.clear()  # nothing of the old file's notes goes into the new one
    made = io.BytesIO()
    upright.save(made, "JPEG", quality=85)
    return made.getvalue()
