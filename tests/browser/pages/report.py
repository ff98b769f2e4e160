"""What `make axe` writes beside the tests: one line a page and language, so that a change of it is seen in a diff."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.browser.pages.looking import AXE_VERSION, RULES, Walk

PATH = Path(__file__).resolve().parents[1] / "axe-report.md"
HEAD = f"""# Every page, looked at

Written by `make axe`. Each page of `pages/registry.py` is opened as the person it is for, in each language, at 1280 and 390 pixels, by day and by
night, and asked by axe-core {AXE_VERSION} ({", ".join(RULES)}). Beside axe: console and content policy, ids, title, language, untranslated
words, motion, a visible focus on everything that takes it, and no scrolling sideways at 320, 390, and 640 pixels with letters twice as large; forms that are
sent empty say what is missing, with the focus there.

| Language | Page | Looks | Violations | Other findings |
|---|---|---|---|---|
"""


def write(walk: Walk) -> None:
    """Put this language's lines in place of those that were there."""
    mine = f"| {walk.language} |"
    kept = [line for line in PATH.read_text().splitlines() if line.startswith("| e") and not line.startswith(mine)] if PATH.exists() else []
    axe, other = Counter[str](), Counter[str]()
    for finding in walk.findings:
        (axe if finding.kind.startswith("axe ") else other)[finding.page] += 1
    lines = [f"{mine} {page.removeprefix(walk.language + ' ')} | {looks} | {axe[page]} | {other[page]} |" for page, looks in walk.looked.items()]
    PATH.write_text(HEAD + "\n".join(sorted([*kept, *lines])) + "\n")
