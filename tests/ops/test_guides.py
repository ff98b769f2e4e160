"""The guides name what exists: commands, settings, make's targets, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from casaora.doctor.__main__ import arguments
from casaora.doctor.variables import known
from casaora.webhooks import HANDLERS

ROOT = Path(settings.BASE_DIR)
GUIDES = sorted((ROOT / "deploy").glob("*.md"))
#: Names in capitals that are no settings of ours.
OTHERS = {
    "DISABLE_COLLECTSTATIC", "HANDLERS", "API_VERSION", "SIGTERM", "SIGQUIT", "REMAP_SIGTERM", "SELECT", "BEGIN", "COMMIT", "CREATEROLE", "ERROR", "CRITICAL", "RELEASE", "PYTHON",
    "ALTER_ROLE", "AT_MOST", "ALTER", "ROLE",
}  # fmt: skip
each = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)


@each
def test_every_command_exists(guide: Path) -> None:
    named = re.findall(r"manage\.py ([a-z_]+)", guide.read_text())
    assert set(named) - set(get_commands()) - {"doctor"} == set()


@each
def test_every_switch_of_the_doctor_exists(guide: Path) -> None:
    for words in re.findall(r"manage\.py doctor((?: --[a-z-]+)*)", guide.read_text()):
        arguments(words.split())


@each
def test_every_target_of_make_exists(guide: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", guide.read_text())) <= targets


@each
def test_every_setting_is_in_the_example(guide: Path) -> None:
    named = {name for code in re.findall(r"`([^`]+)`", guide.read_text()) for name in re.findall(r"\b[A-Z][A-Z]+(?:_[A-Z]+)+\b", code)}
    assert named - known() - OTHERS == set()


@each
def test_every_file_is_there(guide: Path) -> None:
    named = re.findall(r"`((?:casaora|tests|deploy|systemd|kubernetes)/[\w./-]*\w)`", guide.read_text())
    missing = [name for name in named if not (ROOT / name).exists() and not (ROOT / "deploy" / name).exists()]
    assert missing == []


def test_the_index_names_every_guide() -> None:
    index = (ROOT / "deploy/README.md").read_text()
    mine = {"first-release", "server", "platform", "kubernetes", "releases", "staging", "distance", "logs"}
    assert mine <= {path.stem for path in GUIDES}
    assert all(f"`{name}.md`" in index for name in mine)


def test_the_switches_of_migrate_are_those_that_the_guide_names() -> None:
    text = (ROOT / "casaora/kit/management/commands/migrate.py").read_text()
    guide = (ROOT / "deploy/releases.md").read_text()
    assert all(f'"{switch}"' in text for switch in re.findall(r"`(--[a-z-]+)`", guide))


def test_the_events_that_the_processor_is_asked_for_are_a_table() -> None:
    assert HANDLERS
    assert "`HANDLERS` in `casaora/webhooks.py`" in (ROOT / "deploy/first-release.md").read_text()
