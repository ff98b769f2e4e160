"""The professional: accepts, begins with the code, finishes. Her account is a real one that was set aside for journeys."""

from __future__ import annotations

from casaora.smoke.household import NAMED
from casaora.smoke.person import REFERENCE, Person
from casaora.smoke.steps import Unexpected

WHY = "Synthetic journey: this visit was never meant to take place."


class Professional(Person):
    """Signed in or not."""

    is_signed_in = False

    def signs_in(self, email: str, password: str) -> None:
        """And is where professionals are."""
        self.sign_in(email, password)
        self.open("professional/")
        self.is_signed_in = True

    def accepts(self, reference: str) -> None:
        """On her first page, among the new requests."""
        self.open("professional/")
        self.press(self.step(reference, "acceptance"))
        self.becomes(reference, "confirmed")

    def may_start(self, reference: str) -> bool:
        """Whether the page offers it: from 60 minutes before the start to the end."""
        self.open(f"bookings/{reference}/")
        return bool(self.step(reference, "start").count())

    def starts(self, reference: str, code: str) -> None:
        """With the code that the household said at the door."""
        if not self.may_start(reference):
            raise Unexpected("the page does not offer to begin the visit")
        self.page.fill("input[name=code]", code)
        self.press(self.step(reference, "start"))
        self.becomes(reference, "in_progress")

    def completes(self, reference: str) -> None:
        """She has finished."""
        self.open(f"bookings/{reference}/")
        self.press(self.step(reference, "completion"))
        self.becomes(reference, "completed")

    def cancels(self, reference: str) -> None:
        """Everything goes back to the card; unlike the household's own cancellation at the last moment."""
        self.open(f"bookings/{reference}/cancellation/")
        self.page.fill("textarea[name=why]", WHY)
        self.press(self.page.locator("main form:has(textarea[name=why]) button.btn--danger"))
        self.becomes(reference, "canceled")

    def visits(self) -> dict[str, str]:
        """Reference and household's token of the synthetic visits on her list that are confirmed or begun."""
        self.open("professional/bookings/")
        found = {}
        for row in self.page.locator("main li:has(.badge[data-status=confirmed], .badge[data-status=in_progress])").all():
            reference = REFERENCE.search(row.locator("a.linked-a").first.get_attribute("href") or "")
            token = NAMED.search(row.inner_text())
            if reference and token:
                found[reference[0]] = token[1]
        return found

    def token_of(self, reference: str) -> str:
        """Whose visit it is. Raises Unexpected for a household that no journey made: nobody else's visit is touched."""
        self.open(f"bookings/{reference}/")
        found = NAMED.search(self.text())
        if found is None:
            raise Unexpected(f"{reference} belongs to no household of a journey: it is left alone")
        return found[1]
