"""Files that people give as evidence: known by their content, bounded, and photos made anew so that nothing hides in them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casaora.kit import pictures
from casaora.uploads import MOST_BYTES

JPEG, PDF = "image/jpeg", "application/pdf"
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
    try:
        return pictures.encoded(pictures.opened(content, LONGEST), "JPEG", 85)
    except pictures.NotAPicture as error:
        raise NotEvidence(str(error)) from error
