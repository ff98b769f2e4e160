"""What a journey did: each step with its time, the page that it ended on, and why it failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

OK, FAILED, WAITS = "ok", "failed", "waits"
#: An error is a line in a table and in an alarm; what a browser logs about it may be a page long.
LONGEST = 300


class Unexpected(RuntimeError):
    """A page is not what a person at this point would have to see. The message is one sentence."""


class StepFailed(RuntimeError):
    """A step did not work: it is on record, and what comes after it makes no sense."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the report. ``ms`` are milliseconds; ``path`` is the page's address without its host and its query."""

    name: str
    state: str
    ms: int
    path: str = ""
    error: str = ""

    def as_row(self) -> dict[str, Any]:
        """As plain values, with the one question that a monitor asks."""
        return {**asdict(self), "ok": self.state == OK}


@dataclass
class Steps:
    """The record of one journey. Whatever is in ``secrets`` is struck out of every error."""

    secrets: tuple[str, ...] = ()
    pictures: Path | None = None
    told: Callable[[Step], object] = lambda step: None
    done: list[Step] = field(default_factory=list)
    screenshot: str = ""

    @contextmanager
    def step(self, name: str, page: Page) -> Iterator[None]:
        """Time the block. What fails in it is photographed and noted, and raised as StepFailed; so is being told to end."""
        began = time.perf_counter()
        try:
            yield
        except (BrowserError, Unexpected, OSError, LookupError, ValueError) as error:
            self._note(Step(name, FAILED, _since(began), path_of(page), self.said(error)))
            self._photograph(name, page)
            raise StepFailed(f"{name}: {self.said(error)}") from None  # the browser's own words may hold what was typed
        except KeyboardInterrupt:
            self._note(Step(name, FAILED, _since(began), path_of(page), "it was told to end"))
            raise StepFailed(f"{name}: it was told to end") from None
        self._note(Step(name, OK, _since(began), path_of(page)))

    def waits(self, name: str, path: str, why: str) -> None:
        """This step cannot be taken yet; ``why`` says until when."""
        self._note(Step(name, WAITS, 0, path, why))

    def said(self, error: BaseException) -> str:
        """The error's first line, without passwords."""
        words = next(iter(str(error).strip().splitlines()), type(error).__name__)
        for secret in filter(None, self.secrets):
            words = words.replace(secret, "•••")
        return words[:LONGEST]

    @property
    def failed(self) -> Step | None:
        """The first step that did not work."""
        return next((step for step in self.done if step.state == FAILED), None)

    @property
    def ms(self) -> int:
        """The time of all steps."""
        return sum(step.ms for step in self.done)

    def _note(self, step: Step) -> None:
        self.done.append(step)
        self.told(step)

    def _photograph(self, name: str, page: Page) -> None:
        """The whole failed page. That there is no picture must not hide the failure itself."""
        if self.pictures is None or self.screenshot:
            return
        try:
            self.pictures.mkdir(parents=True, exist_ok=True)
            file = self.pictures / f"smoke-{name}-{time.monotonic_ns()}.png"
            page.screenshot(path=file, full_page=True, mask=[page.locator("input[type=password], input[name=code]")], timeout=10_000)
        except (BrowserError, OSError):
            return
        self.screenshot = str(file)


def path_of(page: Page) -> str:
    """Where the browser is: never a query, in which a person's words may stand."""
    return urlsplit(page.url).path


def _since(began: float) -> int:
    return round(1000 * (time.perf_counter() - began))
