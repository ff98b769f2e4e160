"""The drawing of a city: every neighborhood has a tile of its own, in its place, and the same places make the same drawing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from casaora.demo.neighborhoods import NEIGHBORHOODS
from casaora.design.townmap import TONES, Tile, plan, tone

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    latitude: float
    longitude: float
    weight: int = 1


def places(slug: str) -> list[Place]:
    return [Place(float(latitude), float(longitude)) for _slug, _name, latitude, longitude in NEIGHBORHOODS[slug]]


def outline(tile: Tile) -> list[Point]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in tile.points.split(" "))]


def area(shape: list[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True))) / 2


def holds(shape: list[Point], x: float, y: float) -> bool:
    """Whether a convex shape has the point inside."""
    sides = [
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True)
    ]
    return all(side > 0 for side in sides) or all(side < 0 for side in sides)


@pytest.mark.parametrize("slug", NEIGHBORHOODS)
def test_every_neighborhood_has_a_tile_that_can_be_read_and_touched(slug: str) -> None:
    drawn = plan(places(slug))
    assert len(drawn.tiles) == len(NEIGHBORHOODS[slug])
    for tile in drawn.tiles:
        shape = outline(tile)
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in shape)
        assert holds(shape, tile.x, tile.y)
        # Of the 288 units that a phone of 320 px leaves, a number of 17 units needs some 24 each way.
        assert area(shape) * (288 / max(drawn.width, 288)) ** 2 > 24 * 24


@pytest.mark.parametrize("slug", NEIGHBORHOODS)
def test_no_tile_lies_on_another(slug: str) -> None:
    tiles = plan(places(slug)).tiles
    for tile in tiles:
        assert sum(holds(outline(other), tile.x, tile.y) for other in tiles) == 1


def test_north_is_up_and_east_is_right() -> None:
    south_west, north_east = plan([Place(4.6, -74.1), Place(4.7, -74.0)]).tiles
    assert north_east.y < south_west.y
    assert north_east.x > south_west.x


def test_of_two_tiles_that_are_not_close_the_one_further_north_stays_so() -> None:
    bogota = places("bogota")
    tiles = plan(bogota).tiles
    for one, drawn in zip(bogota, tiles, strict=True):
        for other, beside in zip(bogota, tiles, strict=True):
            if one.latitude - other.latitude > 0.045:
                assert drawn.y < beside.y


def test_the_same_places_make_the_same_drawing() -> None:
    assert plan(places("cali")) == plan(places("cali"))


def test_two_at_the_same_spot_stand_beside_each_other() -> None:
    one, other = plan([Place(4.6, -74.1), Place(4.6, -74.1)]).tiles
    assert (one.x, one.y) != (other.x, other.y)
    assert not holds(outline(one), other.x, other.y)


def test_nothing_and_one_are_drawings_too() -> None:
    assert plan([]).tiles == ()
    alone = plan([Place(4.6, -74.1)])
    assert len(alone.tiles) == 1
    assert 0 < alone.width < 200


def test_the_more_the_deeper_and_nobody_has_no_tone() -> None:
    assert [tone(weight, 0, 20) for weight in (0, 1, 5, 6, 15, 20)] == [0, 1, 1, 2, 3, TONES]
    assert tone(0, 0, 0) == 0


def test_where_all_are_equal_no_tile_is_deepest() -> None:
    assert {tile.tone for tile in plan([Place(4.6, -74.1, 8), Place(4.7, -74.0, 8)]).tiles} == {2}
