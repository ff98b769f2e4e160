"""Steps of a process as data: who may do what, from which state to which, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

ROLES = ("customer", "professional", "staff", "clock", "processor", "operator")


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step: a role, and the person where it is one."""

    role: str
    person_id: int | None = None

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"nobody is called {self.role!r}")

    def __str__(self) -> str:
        return self.role if self.person_id is None else f"{self.role} {self.person_id}"


CLOCK = By("clock")
PROCESSOR = By("processor")
OPERATOR = By("operator")


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a process table.

    ``sources`` empty means that the step begins the process; ``target`` None that the state stays. ``money`` says in
    words what happens to money, ``deadline`` until when, ``told`` maps who is told to the notice's kind.
    """

    name: str
    by: tuple[str, ...]
    sources: tuple[str, ...]
    target: str | None
    money: str = ""
    deadline: str = ""
    told: dict[str, str] = field(default_factory=dict)
    #: A step whose money must move first: claim → call → record.
    calls: bool = False


class Process:
    """A process table: its steps by name, and the questions that pages, clocks and tests ask of it."""

    def __init__(self, steps: Iterable[Step], *, final: Iterable[str]) -> None:
        self.steps = {step.name: step for step in steps}
        self.final = frozenset(final)

    def __getitem__(self, name: str) -> Step:
        return self.steps[name]

    def states(self) -> list[str]:
        """Every state, in the order in which the table first reaches it."""
        seen: dict[str, None] = {}
        for step in self.steps.values():
            if step.target:
                seen.setdefault(step.target)
        return list(seen)

    def open_to(self, role: str, state: str) -> list[Step]:
        """The steps that a role may take from a state, in the table's order."""
        return [s for s in self.steps.values() if role in s.by and state in s.sources]
