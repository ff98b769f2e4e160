"""How a photo is asked for: its shapes, the sizes there are, the addresses. Knows no table."""

from __future__ import annotations

from dataclasses import dataclass

#: Below this a photo's files lie, as ``<name>/192.avif``; outside the languages, since a file is the same in each.
FOLDER = "photos/"
#: Shapes as width by height, and the widths that there are (twice what a phone's screen shows).
SHAPES = {"portrait": (1, 1), "work": (4, 3)}
WIDTHS = {"portrait": (96, 192, 480), "work": (480, 960)}
#: Ending → the browsers' name, the best first: AVIF is a third smaller, WebP is for browsers that do not know it.
TYPES = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page needs to draw a photo: addresses in each kind and size, its measures, its words and its blur."""

    sources: tuple[tuple[str, str], ...]
    fallback: str
    width: int
    height: int
    words: str = ""
    blur: str = ""


def picture(kind: str, digest: str, words: str = "", blur: str = "") -> Picture:
    """How a shown photo is loaded, each size by its width. Asks nothing."""
    sources = tuple((name, ", ".join(f"{address(digest, width, ending)} {width}w" for width in WIDTHS[kind])) for ending, name in TYPES.items())
    width, (across, down) = WIDTHS[kind][-1], SHAPES[kind]
    return Picture(sources, address(digest, WIDTHS[kind][-2], "webp"), width, width * down // across, words, blur)


def address(digest: str, width: int, ending: str) -> str:
    """Where a file of a shown photo is."""
    return f"/{FOLDER}{digest}/{width}.{ending}"
