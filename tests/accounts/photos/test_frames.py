"""A sent picture becomes the files that pages load: upright, cut as chosen, without a word about where it was taken."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.photos import frames
from accounts.photos.frames import Frame
from casaora.design.pictures import SHAPES, TYPES, WIDTHS
from casaora.kit import pictures
from tests.accounts.photos.scenes import camera

PLACE = b"4.711"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", SHAPES)
def test_every_size_is_made_in_every_kind_and_says_nothing_of_the_place(kind: str) -> None:
    sent = camera()
    assert PLACE in sent
    kept = frames.kept(sent)
    made = frames.cut(kept, kind, Frame())
    assert PLACE not in kept
    assert set(made.files) == {f"{width}.{ending}" for width in WIDTHS[kind] for ending in TYPES}
    across, down = SHAPES[kind]
    for name, content in made.files.items():
        width = int(name.partition(".")[0])
        assert opened(content).size == (width, width * down // across)
        assert not opened(content).getexif()
        assert PLACE not in content


def test_a_turned_photo_stands_upright() -> None:
    assert opened(frames.kept(camera(800, 600, turn=6))).size == (600, 800)


def test_large_photos_are_kept_smaller() -> None:
    assert max(opened(frames.kept(camera(3000, 2000))).size) == frames.LONGEST


@pytest.mark.parametrize("content", [b"", b"GIF89a" + b"\0" * 40, b"<svg xmlns='http://www.w3.org/2000/svg'/>", camera()[:200]])
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        frames.kept(content)


def test_what_would_be_blurred_is_refused() -> None:
    with pytest.raises(frames.TooSmall):
        frames.kept(camera(800, 200))


def test_the_frame_chooses_the_side() -> None:
    kept = frames.kept(camera(800, 400))
    left, right = (opened(frames.cut(kept, "portrait", Frame(x=x)).files["96.webp"]).convert("RGB").getpixel((48, 48)) for x in (0, 100))
    assert left == pytest.approx((255, 255, 255), abs=8)
    assert right == pytest.approx((0, 128, 128), abs=12)


def test_another_cut_has_another_name_and_the_same_one_the_same() -> None:
    kept = frames.kept(camera(800, 400))
    names = [frames.cut(kept, "portrait", Frame(x=x)).digest for x in (0, 100, 0)]
    assert names[0] == names[2] != names[1]


def test_the_blur_is_small_enough_for_the_page() -> None:
    blur = frames.cut(frames.kept(camera()), "work", Frame()).blur
    assert len(blur) < 500
    assert opened(base64.b64decode(blur.partition(",")[2])).size == (12, 9)


@given(
    width=st.integers(240, 2000), height=st.integers(240, 2000), x=st.integers(-50, 200), y=st.integers(-50, 200), zoom=st.integers(0, 900),
    kind=st.sampled_from(list(SHAPES)),
)  # fmt: skip
def test_whatever_is_asked_the_frame_lies_in_the_picture(width: int, height: int, x: int, y: int, zoom: int, kind: str) -> None:
    left, top, right, bottom = frames.box((width, height), SHAPES[kind], Frame(x, y, zoom))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    across, down = SHAPES[kind]
    assert (right - left) * down == pytest.approx((bottom - top) * across, abs=across * down)
