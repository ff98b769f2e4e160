"""The stylesheet is whole, production serves it as one file, and nothing in a template is inline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casaora.design.storage import ENTRIES, WholeStylesheets, inlined

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "notices" not in path.parts]


def read(name: str) -> str:
    return (STATIC / name).read_text()


SHEETS = [name.removeprefix("css/") for name in ENTRIES if name != "css/admin.css"]


def imports(sheet: str) -> list[str]:
    return re.findall(r'@import url\("([^"]+)"\)', read(f"css/{sheet}"))


def test_each_sheet_declares_the_layers_and_every_file_is_in_one() -> None:
    assert all("@layer tokens, reset, base, layout, components, utilities;" in read(f"css/{sheet}") for sheet in SHEETS)
    mine = {str(path.relative_to(STATIC / "css")) for path in (STATIC / "css").rglob("*.css")} - {*SHEETS, "admin.css"}
    assert {name for sheet in SHEETS for name in imports(sheet)} == mine
    assert [name for name in mine if imports("site.css").count(name) > 1] == []


def test_what_everybody_loads_is_in_no_other_sheet() -> None:
    """Else it would be loaded twice, and the later one would win over what follows it in the first."""
    assert [name for sheet in SHEETS[1:] for name in imports(sheet) if name in imports("site.css")] == []


def test_every_component_stays_in_its_layer() -> None:
    for path in (STATIC / "css" / "components").glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()
        assert rules.startswith("@layer components {"), path.name
        assert rules.count("{") == rules.count("}"), path.name


def test_a_components_name_is_that_of_one_file() -> None:
    """Two files that name a class the same change each other's pages: whatever stands on the second is drawn by both."""
    files = [(path.name, set(re.findall(r"^  \.([a-z][\w-]*) \{", path.read_text(), re.MULTILINE))) for path in sorted((STATIC / "css/components").glob("*.css"))]
    twice = [f"{name}: {one} and {other}" for one, mine in files for other, theirs in files if one < other for name in sorted(mine & theirs)]
    assert twice == []


def test_every_whole_percentage_can_be_shown() -> None:
    css = read("css/components/splitbar.css")
    assert [n for n in range(101) if f".splitbar--{n} {{ --share: {n}; }}" not in css] == []


def test_pasting_corrects_addresses_and_drops_comments() -> None:
    files = {
        "css/site.css": '/* entry */\n@layer a;\n@import url("one.css");\n@import url("parts/two.css");\n',
        "css/one.css": 'a { src: url("../fonts/f.woff2"); }\n',
        "css/parts/two.css": '/* two */\nb {\n  background: url("../../art/x.svg");\n}\n',
    }
    assert inlined("css/site.css", files.__getitem__) == (
        '@layer a;\na { src: url("../fonts/f.woff2"); }\nb {\nbackground: url("../art/x.svg");\n}\n'
    )


def test_production_serves_each_sheet_as_one_hashed_file(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "casaora.design.storage.WholeStylesheets"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = WholeStylesheets()
    for sheet in ENTRIES:
        name = storage.stored_name(sheet)
        css = (tmp_path / name).read_text()
        assert re.fullmatch(rf"{sheet.removesuffix('.css')}\.[0-9a-f]{{12}}\.css", name)
        assert "@import" not in css
        assert ("@font-face" in css) is (sheet in ("css/site.css", "css/admin.css"))
        for address in re.findall(r'url\("([^"#]+)', css):
            assert (tmp_path / "css" / address).resolve().exists(), address
            assert re.search(r"\.[0-9a-f]{12}\.", address), address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text), "styles and handlers are files"
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_import_nothing_and_write_no_markup(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"^\s*import |innerHTML|insertAdjacentHTML|eval\(|document\.write|\.style\b", text, flags=re.MULTILINE)


def test_fonts_and_icons_carry_their_licences() -> None:
    for name in ("fonts/Faustina-OFL.txt", "fonts/Figtree-OFL.txt", "icons/LICENSE-lucide.txt"):
        assert "Permission" in read(name) or "PERMISSION" in read(name)
