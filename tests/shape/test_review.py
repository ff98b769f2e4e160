"""The table of the technical review names places and tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "DECISIONS.md").read_text()
ROWS = [line for line in TEXT.partition("## The technical review")[2].splitlines() if re.match(r"\| \d", line)]


def test_every_chapter_of_the_review_is_answered() -> None:
    assert len(ROWS) >= 25
    assert {row.split("|")[1].strip() for row in ROWS} == {"2.1", "2.2", "2.3", "2.4", "3.1", "4", "5"}


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[2].strip()[:40] for row in ROWS])
def test_place_and_test_exist(row: str) -> None:
    *_, place, proof = [cell.strip().strip("`") for cell in row.strip(" |").split("|")]
    assert (ROOT / place).exists(), place
    assert (ROOT / proof).is_file(), proof


def test_decisions_are_numbered_without_a_hole() -> None:
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", TEXT, re.M)]
    assert numbers == list(range(1, len(numbers) + 1))
