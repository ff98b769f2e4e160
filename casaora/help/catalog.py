"""Which articles there are, for whom, about what, and what to read next. The words are files in ``texts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

FAMILIES, PROFESSIONALS, EVERYBODY = "families", "professionals", "everybody"
AUDIENCES: dict[str, Any] = {FAMILIES: _("For families"), PROFESSIONALS: _("For professionals"), EVERYBODY: _("For everybody")}


@dataclass(frozen=True, slots=True)
class Subject:
    """A heading of the help centre: whose it is, what it is called, its icon."""

    audience: str
    title: Any
    icon: str


SUBJECTS = {
    "booking": Subject(FAMILIES, _("Booking a visit"), "calendar-check"),
    "paying": Subject(FAMILIES, _("Paying"), "credit-card"),
    "changes": Subject(FAMILIES, _("When plans change"), "repeat"),
    "starting": Subject(PROFESSIONALS, _("Starting with us"), "hand-heart"),
    "visits": Subject(PROFESSIONALS, _("Requests and visits"), "sparkles"),
    "earnings": Subject(PROFESSIONALS, _("Your earnings"), "wallet"),
    "trust": Subject(EVERYBODY, _("Safety and trust"), "shield-check"),
    "problems": Subject(EVERYBODY, _("When something goes wrong"), "flag"),
    "account": Subject(EVERYBODY, _("Your account and your data"), "user"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article: its subject, the day when it was last made true, and what to read next."""

    slug: str
    subject: str
    updated: date
    related: tuple[str, ...]

    @property
    def audience(self) -> str:
        """Whose question it is."""
        return SUBJECTS[self.subject].audience


_FIRST = date(2026, 11, 26)


def _entries(subject: str, **related: str) -> dict[str, Entry]:
    return {slug.replace("_", "-"): Entry(slug.replace("_", "-"), subject, _FIRST, tuple(names.split())) for slug, names in related.items()}


#: In the order in which the help centre shows them.
ARTICLES: dict[str, Entry] = {
    **_entries(
        "booking",
        finding_somebody="order-of-search who-is-checked how-to-book",
        how_to_book="what-it-costs when-is-my-card-charged no-answer",
        no_answer="when-is-my-card-charged how-to-book order-of-search",
        arrival_code="professional-did-not-come nobody-at-home safety-at-home",
        extra_time="tips what-it-costs",
        same_person_again="how-to-book calendar",
        order_of_search="finding-somebody who-is-checked",
    ),
    **_entries(
        "paying",
        when_is_my_card_charged="what-it-costs no-answer refunds",
        what_it_costs="when-is-my-card-charged canceling pay-through-casaora",
        payment_did_not_work="when-is-my-card-charged how-to-book",
        tips="extra-time what-it-costs",
        what_i_paid="refunds what-it-costs",
        pay_through_casaora="when-is-my-card-charged report-a-problem",
    ),
    **_entries(
        "changes",
        canceling="another-time refunds",
        another_time="canceling professional-did-not-come",
        professional_did_not_come="refunds report-a-problem arrival-code",
        nobody_at_home="canceling report-a-problem",
        refunds="canceling what-i-paid bank-dispute",
    ),
    **_entries(
        "starting",
        how_to_apply="who-is-checked rate-and-hours when-am-i-paid",
        rate_and_hours="answering-requests when-am-i-paid",
        photos="how-to-apply rate-and-hours",
        payout_account="when-am-i-paid money-that-waits",
    ),
    **_entries(
        "visits",
        answering_requests="i-cannot-come rate-and-hours",
        at_the_door="proposing-extra-time i-cannot-come report-a-problem",
        proposing_extra_time="at-the-door when-am-i-paid",
        i_cannot_come="answering-requests at-the-door",
    ),
    **_entries(
        "earnings",
        when_am_i_paid="money-that-waits statements payout-account",
        money_that_waits="when-am-i-paid report-a-problem bank-dispute",
        statements="when-am-i-paid owing-money",
        owing_money="statements bank-dispute",
    ),
    **_entries(
        "trust",
        who_is_checked="safety-at-home order-of-search",
        safety_at_home="who-is-checked report-a-problem account-paused",
    ),
    **_entries(
        "problems",
        report_a_problem="how-we-decide refunds money-that-waits",
        how_we_decide="report-a-problem bank-dispute",
        bank_dispute="report-a-problem money-that-waits refunds",
    ),
    **_entries(
        "account",
        logging_in="second-key account-paused",
        second_key="logging-in",
        calendar="another-time who-sees-my-data",
        who_sees_my_data="safety-at-home logging-in",
        account_paused="how-we-decide logging-in",
    ),
}
#: Shown first on the first page: what one should know before anything else.
FIRST = ("when-is-my-card-charged", "canceling", "who-is-checked", "when-am-i-paid")


def grouped() -> list[tuple[str, Any, list[tuple[str, Subject, list[Entry]]]]]:
    """Audience, its name, and its subjects with their articles."""
    return [
        (audience, title, [(name, subject, [e for e in ARTICLES.values() if e.subject == name]) for name, subject in SUBJECTS.items() if subject.audience == audience])
        for audience, title in AUDIENCES.items()
    ]  # fmt: skip
