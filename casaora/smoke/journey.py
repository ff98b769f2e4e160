"""The journey from sign-up to a completed visit, and what must not stay behind afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser

from casaora.smoke.browser import People
from casaora.smoke.household import Household
from casaora.smoke.person import OVER
from casaora.smoke.postbox import postbox_at
from casaora.smoke.professional import Professional
from casaora.smoke.site import Site
from casaora.smoke.steps import FAILED, WAITS, StepFailed, Steps, Unexpected
from casaora.smoke.time_machine import travel

#: Said in every report, until somebody can close an account.
STAYS = "the household's account stays: the product does not offer to close one"


@dataclass(frozen=True, slots=True)
class Hers:
    """The professional: the address of her profile, and what she signs in with."""

    slug: str
    email: str
    password: str


@dataclass
class Journey:
    """One run. ``keeps``: an accepted visit whose time has not come stays, for a later run of ``visit``."""

    site: Site
    hers: Hers
    browser: Browser
    steps: Steps
    mailbox: str = ""
    has_phone: bool = False
    keeps: bool = False
    reference: str = ""
    left: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps.secrets = (self.hers.password, *self.steps.secrets)
        self.people = People(self.browser, self.site, has_phone=self.has_phone)
        self.postbox = postbox_at(self.mailbox, self.people.comes(), self.site)
        self.professional = Professional(self.people.comes(), self.site)
        self.household = self._household()

    def _household(self, token: str = "") -> Household:
        household = Household(self.people.comes(), self.site, self.postbox, key=self.hers.password, token=token)
        self.steps.secrets += (household.password,)
        return household

    def whole(self) -> dict[str, Any]:
        """From sign-up to the end, or to where it waits or fails; cleaned up whatever happened. The report."""
        try:
            self._goes_on(self._books())
        except StepFailed:
            pass
        finally:
            self._leave()
        return self.report()

    def finish(self, wanted: str) -> dict[str, Any]:
        """Begin and complete visits that an earlier run kept: a reference, or ``due`` for all whose time has come. The report."""
        try:
            self._signs_in()
            found = self.professional.visits() if wanted == "due" else {wanted: ""}
            for reference, token in found.items():
                self._finish(reference, token)
        except StepFailed:
            pass
        finally:
            self.people.go()
        return self.report()

    def _books(self) -> datetime:
        household, step = self.household, self.steps.step
        with step("sign_up", household.page):
            household.signs_up()
        with step("verify", household.page):
            household.verifies()
        with step("search", household.page):
            household.finds(self.hers.slug)
        with step("choose", household.page):
            household.chooses()
        with step("request", household.page):
            starts_at = household.places_the_hold()
        with step("pay", household.page):
            self.reference = household.pays()
            household.becomes(self.reference, "authorized")
        return starts_at

    def _signs_in(self) -> None:
        with self.steps.step("sign_in", self.professional.page):
            self.professional.signs_in(self.hers.email, self.hers.password)

    def _goes_on(self, starts_at: datetime) -> None:
        self._signs_in()
        with self.steps.step("accept", self.professional.page):
            self.professional.accepts(self.reference)
            is_time = self.professional.may_start(self.reference)
        if self.site.has_clock and not is_time:
            with self.steps.step("clock", self.professional.page):
                travel(self.professional, starts_at)
            is_time = True
        if is_time:
            self._visit()
        else:
            self._wait(starts_at.isoformat(timespec="minutes"))

    def _wait(self, until: str) -> None:
        for name in ("start", "complete"):
            self.steps.waits(name, f"/{self.site.language}/bookings/{self.reference}/", f"{self.reference} begins at {until}")

    def _visit(self) -> None:
        with self.steps.step("start", self.professional.page):
            self.professional.starts(self.reference, self.household.reads_code(self.reference))
        self._ends()

    def _ends(self) -> None:
        with self.steps.step("complete", self.professional.page):
            self.professional.completes(self.reference)
        with self.steps.step("see", self.household.page):
            self.household.sees(self.reference)

    def _finish(self, reference: str, token: str) -> None:
        """One visit of an earlier run. Its household signs in again, because only it sees the code."""
        self.reference = reference
        with self.steps.step("find", self.professional.page):
            self.household = self._household(token or self.professional.token_of(reference))
            state = self.professional.state(reference)
        if state == "confirmed" and not self.professional.may_start(reference):
            self._wait("a time that is more than an hour away, or over")
            return
        if state not in ("confirmed", "in_progress"):
            self.left.append(f"{reference} is {state or 'unknown'}: nothing to do")
            return
        with self.steps.step("return", self.household.page):
            self.household.sign_in(self.household.email, self.household.password)
        if state == "confirmed":
            self._visit()
        else:
            self._ends()

    def _leave(self) -> None:
        """Withdraw, cancel, complete, by what is open; so that her calendar is free and no card is held."""
        try:
            with self.steps.step("clean_up", self.household.page):
                self._clean_up()
        except StepFailed:
            self.left.append("something may still be open: see the step clean_up")
        finally:
            self.left.append(STAYS)
            self.people.go()

    def _clean_up(self) -> None:
        if not any(step.name == "verify" and step.state != FAILED for step in self.steps.done):
            return  # there is no account that could have booked anything
        for reference in self.household.visits():
            state = self.household.state(reference)
            if state in OVER or (self.keeps and self._is_kept(reference, state)):
                continue
            self._end(reference, state)
            self.cleaned.append(reference)

    def _is_kept(self, reference: str, state: str) -> bool:
        is_kept = state == "confirmed" and any(step.state == WAITS for step in self.steps.done)
        if is_kept:
            self.left.append(f"{reference} is kept: smoke --visit {reference}")
        return is_kept

    def _end(self, reference: str, state: str) -> None:
        """By the step that is open in this state; the bank's answer is waited for first."""
        if state == "confirming":
            state = self.household.becomes(reference, "authorized", "confirmed", *OVER)
        if state in ("confirmed", "in_progress") and not self.professional.is_signed_in:
            self.professional.signs_in(self.hers.email, self.hers.password)
        if state in ("pending_payment", "authorized"):
            self.household.press(self.household.step(reference, "withdrawal"))
            self.household.becomes(reference, "canceled", "expired")
        elif state == "confirmed":
            self.professional.cancels(reference)
        elif state == "in_progress":
            self.professional.completes(reference)
        elif state not in OVER:
            raise Unexpected(f"{reference} is {state}, and no step of ours ends that")

    def report(self) -> dict[str, Any]:
        """What happened, for a table or as JSON. ``failed`` counts steps."""
        rows = [step.as_row() for step in self.steps.done]
        return {
            "base_url": self.site.url, "language": self.site.language, "visit": self.reference, "steps": rows, "ms": self.steps.ms,
            "clock_moved": any(row["name"] == "clock" for row in rows), "waits": [row["name"] for row in rows if row["state"] == WAITS],
            "cleaned": self.cleaned, "left": self.left, "screenshot": self.steps.screenshot,
            "failed": sum(row["state"] == FAILED for row in rows),
        }  # fmt: skip
