"""Every component has a tag, an example and icons that exist; the gallery shows them in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bookings.lifecycle import process
from casaora.design.tags.amounts import as_money, money, share
from casaora.design.tags.library import register
from casaora.design.tags.marks import BADGES, REASONS
from casaora.kit.money import Money

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
TAGS = "\n".join(path.read_text() for path in (ROOT / "casaora" / "design" / "tags").glob("*.py"))
GALLERY = "\n".join(path.read_text() for folder in ("design", "layouts") for path in (TEMPLATES / folder).rglob("*.html"))
#: The same tag under the name that Django's ``for`` takes away.
ALIASES = {"empty"}


@pytest.fixture
def gallery(client: Client, db: None) -> str:
    answer = client.get("/en/design/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_component_template_belongs_to_a_tag() -> None:
    files = {f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}
    assert {name for name in files if f'"{name}"' not in TAGS} == set()
    assert set(re.findall(r'"(components/\w+\.html)"', TAGS)) == files


@pytest.mark.parametrize("name", sorted(set(register.tags) - ALIASES))
def test_every_tag_has_an_example(name: str) -> None:
    assert re.search(rf"{{% {name}\b", GALLERY), name


@pytest.mark.parametrize("name", ["money", "as_money", "cover", "short_day", "hours_and_minutes"])
def test_filters_that_draw_have_an_example(name: str) -> None:
    assert f"|{name}" in GALLERY


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons" / "sprite.svg").read_text()))
    named = {symbol for symbol, _word in [*BADGES.values(), *REASONS.values()]}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([\w-]+)"', text)) | set(re.findall(r'symbol="([\w-]+)"', text))
        named |= set(re.findall(r'{% note \S+ "\w+" "([\w-]+)"', text))
    assert named - sprite == set()


def test_every_state_of_a_booking_has_its_badge() -> None:
    assert (set(process.LIVE) | set(process.FINAL)) - set(BADGES) == set()


def test_every_state_of_the_gallery_is_drawn(gallery: str) -> None:
    for state in BADGES:
        assert f'data-status="{state}"' in gallery
    for piece in ("pro--wide", "splitbar--87", "meter--urgent", "flash--error", "error-summary", 'class="dialog"', "data-stepper"):
        assert piece in gallery, piece


def test_the_gallery_speaks_spanish(client: Client, db: None) -> None:
    assert 'lang="es-CO"' in client.get("/es/design/").content.decode()


def test_the_gallery_is_not_there_in_production(client: Client, db: None, settings: Any) -> None:
    settings.ENVIRONMENT = "production"
    assert client.get("/en/design/").status_code == 404


def test_ids_are_given_once_and_every_label_finds_its_control(gallery: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', gallery)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
    assert [target for target in re.findall(r'\bfor="([^"]+)"', gallery) if target not in ids] == []
    assert [target for found in re.findall(r'aria-describedby="([^"]+)"', gallery) for target in found.split() if target not in ids] == []


def test_an_amount_of_nothing_is_nothing_and_of_another_currency_is_refused() -> None:
    assert money(None) == ""
    assert as_money(18_515_000, "COP") == Money(18_515_000, "COP")
    assert money(Money(18_515_000, "COP")) == '<span class="money">$\N{NO-BREAK SPACE}185.150</span>'
    assert share(Money(161, "COP"), Money(185, "COP")) == 87
    assert share(Money.zero("COP"), Money.zero("COP")) == 0
    with pytest.raises(ValueError, match="PYG"):
        share(Money(1, "PYG"), Money(2, "COP"))
