"""What an examination finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``error``: it does not work, or is not safe. ``warning``: somebody should know. ``good``: in order."""

    level: str
    about: str
    wrong: str
    matters: str = ""
    todo: str = ""

    def lines(self) -> str:
        """For a terminal."""
        mark = {"error": "✗", "warning": "!", "good": "✓"}[self.level]
        more = "".join(f"\n    {word}: {said}" for word, said in (("why it matters", self.matters), ("what to do", self.todo)) if said)
        return f"{mark} {self.about}: {self.wrong}{more}"

    def without(self, words: Iterable[str]) -> Finding:
        """The same with each of these words struck out, whoever put it there."""
        texts = [self.wrong, self.matters, self.todo]
        for word in words:
            texts = [text.replace(word, "…") for text in texts]
        return Finding(self.level, self.about, *texts)

    def row(self) -> dict[str, str]:
        """For --json."""
        return asdict(self)


Findings = list[Finding]


def error(about: str, wrong: str, matters: str, todo: str) -> Finding:
    """It does not work like this, or must not run like this."""
    return Finding("error", about, wrong, matters, todo)


def warning(about: str, wrong: str, matters: str, todo: str) -> Finding:
    """It works, and somebody should decide whether it is meant."""
    return Finding("warning", about, wrong, matters, todo)


def good(about: str, said: str) -> Finding:
    """Looked at and in order."""
    return Finding("good", about, said)


def unless(is_wrong: bool, found: Callable[[], Finding], about: str, said: str) -> Finding:
    """``found()`` where something is wrong, else that it is in order."""
    return found() if is_wrong else good(about, said)
