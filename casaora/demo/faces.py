"""Portraits of people who do not exist, drawn in the manner of our illustrations: a niche, shoulders, a face, hair. The same for the same key."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from casaora.kit.pictures import encoded

#: The drawing's grid, as in the illustrations; pixels of the finished portrait; drawn larger, so that edges are smooth.
GRID, SIDE, FINER = 160, 640, 2
#: What of the grid is shown: left, top, right, bottom. In a small circle the face is what matters.
SHOWN = (14, 28, 146, 160)
INK, BLUSH, GOLD = "#1A0F11", "#C4707B", "#F0B64A"
WALLS = (("#F0B64A", "#FBE6BC"), ("#7A3B4A", "#E6C3C5"), ("#0B5C58", "#BFE5E0"), ("#788C5D", "#D5DFC3"), ("#C4707B", "#F6E9E7"), ("#00A699", "#BFE5E0"))
#: Skin, and its shade on the neck.
SKINS = (("#8A573B", "#6E4129"), ("#B97A56", "#9A6243"), ("#D9A27E", "#BC845F"), ("#C98B52", "#A56F3E"), ("#6A412F", "#54311F"), ("#D99E68", "#BC845F"))
HAIRS = ("#2A1A17", "#3A2620", "#1A0F11", "#6A412F", "#E4E1E3")
CLOTHES = ("#00A699", "#7A3B4A", "#C4707B", "#0B5C58", "#788C5D", "#4A212C", "#4B5A38", "#8E4A5A")


@dataclass(frozen=True, slots=True)
class Looks:
    """What a portrait is drawn from."""

    wall: tuple[str, str]
    skin: tuple[str, str]
    hair: str
    clothes: str
    style: str
    has_glasses: bool
    has_apron: bool
    has_mustache: bool


def looks(key: str, gender: str) -> Looks:
    """Somebody's looks, by lot; ``gender`` as in a profile (f, m, n)."""
    dice = random.Random(f"face {key}")
    styles = {"f": ("bun", "long", "curls", "round"), "m": ("short", "short", "curls", "bald")}.get(gender, ("short", "curls", "long"))
    wall = dice.choice(WALLS)
    clothes = dice.choice([c for c in CLOTHES if c not in wall])
    return Looks(
        wall, dice.choice(SKINS), dice.choice(HAIRS), clothes, dice.choice(styles), dice.random() < 0.25, dice.random() < 0.4,
        gender == "m" and dice.random() < 0.4,
    )  # fmt: skip


def portrait(key: str, gender: str) -> bytes:
    """A portrait as JPEG."""
    return encoded(_drawn(looks(key, gender)), "JPEG", 92)


class _Pen:
    """Draws on the grid."""

    def __init__(self, ground: str) -> None:
        self.side = SIDE * FINER
        self.image = Image.new("RGB", (self.side, self.side), ground)
        self.on = ImageDraw.Draw(self.image, "RGBA")

    def at(self, *numbers: float) -> list[float]:
        """In pixels."""
        return [n * self.side / GRID for n in numbers]

    def disc(self, x: float, y: float, across: float, down: float, color: str) -> None:
        self.on.ellipse(self.at(x - across, y - down, x + across, y + down), fill=color)

    def box(self, left: float, top: float, right: float, bottom: float, color: str, round_by: float = 0) -> None:
        self.on.rounded_rectangle(self.at(left, top, right, bottom), self.at(round_by)[0], fill=color)

    def shape(self, *points: float, color: str) -> None:
        self.on.polygon(self.at(*points), fill=color)

    def arc(self, x: float, y: float, across: float, down: float, start: int, end: int, color: str, wide: float) -> None:
        self.on.arc(self.at(x - across, y - down, x + across, y + down), start, end, fill=color, width=int(self.at(wide)[0]))


def _drawn(who: Looks) -> Image.Image:
    pen = _Pen(who.wall[0])
    pen.disc(80, 78, 58, 58, who.wall[1])
    pen.box(22, 78, 138, 160, who.wall[1])
    _behind(pen, who)
    _shoulders(pen, who)
    for side in (-1, 1):
        pen.disc(80 + 24 * side, 96, 5.5, 5.5, who.skin[0])
    pen.disc(80, 92, 24.5, 31, who.skin[0])
    _hair(pen, who)
    _face(pen, who)
    return pen.image.crop(tuple(int(n) for n in pen.at(*SHOWN))).resize((SIDE, SIDE), Image.Resampling.LANCZOS)  # type: ignore[arg-type]


def _behind(pen: _Pen, who: Looks) -> None:
    """The hair that falls behind the shoulders and the head."""
    if who.style == "long":
        pen.box(48, 62, 112, 138, who.hair, 26)
    elif who.style == "round":
        pen.disc(80, 82, 40, 41, who.hair)
    elif who.style == "bun":
        pen.disc(80, 50, 13, 13, who.hair)
        pen.disc(80, 84, 29, 30, who.hair)


def _shoulders(pen: _Pen, who: Looks) -> None:
    pen.box(70, 108, 90, 144, who.skin[1], 10)
    pen.disc(80, 166, 50, 32, who.clothes)
    pen.box(30, 164, 130, 190, who.clothes)
    pen.disc(80, 136, 11, 8, who.skin[1])
    if who.has_apron:
        pen.box(62, 146, 98, 190, "#F6E9E7", 4)
        pen.shape(62, 150, 60, 137, 64, 136, 67, 150, color="#F6E9E7")
        pen.shape(98, 150, 100, 137, 96, 136, 93, 150, color="#F6E9E7")


def _face(pen: _Pen, who: Looks) -> None:
    for side in (-1, 1):
        pen.disc(80 + 14 * side, 105, 5.5, 5.5, BLUSH + "59")
        pen.disc(80 + 9.5 * side, 93, 2.4, 2.4, INK)
        pen.arc(80 + 9.5 * side, 90, 5.5, 5.5, 225, 315, INK + "C0", 1.8)
    pen.arc(80, 97, 3, 4, 20, 130, who.skin[1], 2)
    pen.arc(80, 104, 10, 9, 30, 150, INK, 2)
    if who.has_mustache:
        pen.disc(75.5, 105, 6, 2.6, who.hair)
        pen.disc(84.5, 105, 6, 2.6, who.hair)
    if who.has_glasses:
        for side in (-1, 1):
            pen.arc(80 + 10 * side, 93, 8, 8, 0, 360, "#7A3B4A", 1.8)
        pen.box(77, 92, 83, 93.6, "#7A3B4A")


def _hair(pen: _Pen, who: Looks) -> None:
    """What lies on the forehead."""
    if who.style in ("long", "bun"):
        pen.on.pieslice(pen.at(54.5, 58, 105.5, 112), 180, 360, fill=who.hair)
        pen.shape(80, 70, 62, 88, 98, 88, color=who.skin[0])
        pen.disc(80, 88, 18, 6, who.skin[0])
    elif who.style == "round":
        pen.on.pieslice(pen.at(54, 56, 106, 104), 185, 355, fill=who.hair)
        pen.arc(80, 96, 31, 30, 205, 335, GOLD, 5.5)
    elif who.style == "curls":
        for x, y, across in ((60, 78, 11), (69, 66, 12), (82, 62, 13), (95, 67, 12), (102, 79, 10)):
            pen.disc(x, y, across, across, who.hair)
    elif who.style == "short":
        pen.on.pieslice(pen.at(54, 56, 106, 108), 180, 360, fill=who.hair)
        pen.box(60, 76, 100, 86, who.skin[0], 5)
    if who.style in ("round", "bun"):
        for side in (-1, 1):
            pen.disc(80 + 25 * side, 105, 2.6, 2.6, GOLD)
