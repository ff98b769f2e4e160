"""The list: each address that answers with a page, who opens it, and where it lies on the street.

A new address fails tests/shape/test_pages.py until it has a line here, or a reason in NOT_PAGES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page as Tab

from bookings.searches.tellings import token_of
from casaora.help.catalog import ARTICLES
from casaora.help.views import SALT
from casaora.ops.runbooks import RUNBOOKS
from tests.browser.pages import ways
from tests.browser.pages.street import Street

Values = Callable[[Street], Any]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page as somebody sees it."""

    view: str
    #: One of the street's people, or a visitor.
    who: str = "visitor"
    #: In which of its states, where it has several.
    state: str = ""
    #: What its address names, by the street.
    args: Values | None = None
    query: dict[str, str] | Values | None = None
    status: int = 200
    #: A form that is sent empty: what comes back must say so, and lead to each field.
    form: str = ""
    #: What the person does before the page can be seen; without one it is opened by its address.
    way: Callable[[Tab, str, Street], None] | None = None
    #: Ours alone, and in English: not asked for Spanish.
    is_english: bool = False
    #: Only in `make axe`: there are many of its kind.
    is_seldom: bool = False

    @property
    def name(self) -> str:
        """Unlike any other's, for reports."""
        return " ".join(filter(None, (self.view, self.state, "" if self.who == "visitor" else f"as {self.who}")))

    def path(self, street: Street, language: str) -> str:
        """Its address in a language."""
        if self.view.startswith("/"):
            return f"/{language}{self.view}"
        with translation.override(language):
            args = self.args(street) if self.args else ()
            query = self.query(street) if callable(self.query) else self.query
            return reverse(self.view, args=args if isinstance(args, tuple | list) else (args,)) + (f"?{urlencode(query)}" if query else "")


def visit(state: str) -> Values:
    """The reference of the visit in a state."""
    return lambda street: street.bookings[state].reference


def issue(name: str) -> Values:
    return lambda street: (street.issues[name].booking.reference, street.issues[name].reference)


def slug(street: Street) -> str:
    return street.professional.slug


#: A service and a time, as the booking's pages carry them.
WHEN = {"service": "regular-cleaning", "minutes": "240", "start": "2026-12-01T15:00:00+00:00"}


def choice(street: Street) -> dict[str, str]:
    """With the home."""
    return {**WHEN, "address": str(street.stage.customer.addresses.get().pk)}


#: A search that can be kept.
CITY = {"service": "regular-cleaning", "city": "bogota"}
VISITORS = [
    *(Page(view=f"pages:{name}") for name in (
        "home", "how", "pricing", "trust", "money", "professionals", "about", "terms", "privacy", "cookies", "data-rights", "theme",
    )),
    Page(view="help:home"), Page(view="help:sent", query=lambda street: {"message": signing.dumps("QU-222222", salt=SALT)}), Page(view="help:contact", form="main form:has(textarea)"),
    Page(view="help:search", query={"q": "tips"}), Page(view="help:search", state="nothing", query={"q": "zzzz"}),
    *(Page(view="help:article", state=name, args=lambda street, name=name: name, is_seldom=name != "refunds") for name in sorted(ARTICLES)),
    Page(view="cities:index"), Page(view="cities:city", args=lambda street: "bogota"),
    Page(view="cities:service", args=lambda street: ("bogota", "regular-cleaning")),
    Page(view="cities:service", state="nobody", args=lambda street: ("bogota", "laundry-and-ironing")),
    Page(view="searches:silence", args=lambda street: token_of(street.search)),
    Page(view="directory:search"), Page(view="directory:search", state="nobody", query={**CITY, "service": "tutoring"}),
    Page(view="directory:search", state="chosen", query={**CITY, "date": "2026-12-01"}),
    Page(view="directory:compare", query=lambda street: {"who": slug(street)}), Page(view="directory:guide"), Page(view="directory:professional", args=slug), Page(view="bookings:request", args=slug),
    Page(view="account_login", form="main form[action*=login]"), Page(view="account_signup", form="main form[action*=signup]"), Page(view="account_inactive"),
    Page(view="account_reset_password", form="main form[action*=reset]"), Page(view="account_password_reset_completed"),
    Page(view="account_confirm_password_reset_code", way=ways.asks_for_a_new_password, form="main form:has(input[name=code])"),
    Page(view="account_complete_password_reset", way=ways.proves_the_new_password, form="main form:has(input[type=password])"),
    Page(view="account_email_verification_sent", way=ways.signs_up, form="main form:has(input[name=code])"),
    Page(view="mfa_authenticate", way=ways.signs_in_as_staff, form="main form:has(input[name=code])"),
    Page(view="outbox:mails"), Page(view="outbox:mail", args=lambda street: street.mail.pk), Page(view="design:gallery", is_english=True), Page(view="demo:clock"),
    *(Page(view=f"/faults/{number}/", status=number) for number in (400, 403, 404, 429, 500, 503)), Page(view="/faults/csrf/", status=403),
]  # fmt: skip

EVERYBODY = [
    Page(view="accounts:settings", who="customer", form="main form:has(input[name=first_name])"), Page(view="accounts:notices", who="customer"), Page(view="accounts:sessions", who="customer"),
    Page(view="accounts:notices", who="newcomer", state="empty"), Page(view="account_email", who="customer", form="main form:has(input[name=email])"),
    Page(view="account_change_password", who="customer", form="main form:has(input[type=password])"), Page(view="account_logout", who="customer"),
    Page(view="account_reauthenticate", who="customer", form="main form:has(input[type=password])"), Page(view="mfa_index", who="customer"),
    Page(view="mfa_index", who="staff"), Page(view="mfa_activate_totp", who="professional", way=ways.proves_it_is_she, form="main form:has(input[name=code])"),
    Page(view="mfa_reauthenticate", who="staff", form="main form:has(input[name=code])"), Page(view="mfa_deactivate_totp", who="staff"),
    Page(view="mfa_generate_recovery_codes", who="staff"), Page(view="mfa_view_recovery_codes", who="staff", way=ways.makes_recovery_codes),
    Page(view="accounts:apply", who="applicant", form="main form:has(textarea)"), Page(view="accounts:apply", who="beginner", state="applied"),
]  # fmt: skip

CUSTOMERS = [
    Page(view="bookings:home", who="customer"), Page(view="bookings:home", who="newcomer", state="empty"), Page(view="bookings:list", who="customer"),
    Page(view="bookings:list", who="newcomer", state="empty"), Page(view="accounts:address-new", who="customer", form="main form:has(input[name=line])"),
    Page(view="accounts:address", who="customer", args=lambda street: street.stage.customer.addresses.get().pk),
    Page(view="bookings:where", who="customer", args=slug, query=WHEN), Page(view="bookings:review", who="customer", args=slug, query=choice),
    *(Page(view="bookings:detail", who="customer", state=state, args=visit(state)) for state in (
        "pending_payment", "authorized", "confirmed", "in_progress", "completed", "tipped", "canceled", "declined",
    )),
    *(Page(view="bookings:payment", who="customer", state=state, args=visit(state)) for state in ("pending_payment", "authorized")),
    Page(view="bookings:cancel", who="customer", args=visit("confirmed")), Page(view="bookings:propose_time", who="customer", args=visit("confirmed")),
    Page(view="bookings:tip", who="customer", args=visit("completed")), Page(view="bookings:report", who="customer", args=visit("completed"), form="main form:has(textarea)"),
    Page(view="bookings:supplement", who="customer", state="tip", args=lambda street: street.supplements["tip"].reference),
    Page(view="bookings:supplement", who="customer", state="extra time", args=lambda street: street.supplements["extra_time"].reference),
    Page(view="searches:saved", who="customer"), Page(view="searches:saved", who="newcomer", state="empty"),
    Page(view="searches:save", who="customer", query=CITY, form="main form:has(input[name=name])"),
    Page(view="searches:change", who="customer", args=lambda street: street.search), Page(view="bookings:calendar", who="customer"), Page(view="bookings:favorites", who="customer"),
    Page(view="bookings:favorites", who="newcomer", state="empty"),
    *(Page(view="bookings:issue", who="customer", state=state, args=issue(state)) for state in ("open", "ruled")),
]  # fmt: skip

PROFESSIONALS = [
    *(Page(view=f"professional:{name}", who=who, state=state) for name in ("home", "bookings", "availability", "offerings", "earnings")
      for who, state in (("professional", ""), ("beginner", "empty"))),
    Page(view="professional:profile", who="professional"), Page(view="professional:calendar", who="professional"),
    Page(view="professional:photos", who="professional"), Page(view="professional:photo", who="professional", args=lambda street: street.photo),
    Page(view="professional:statement", who="professional", args=lambda street: street.payout.reference),
    *(Page(view="bookings:detail", who="professional", state=state, args=visit(state)) for state in ("authorized", "confirmed", "in_progress", "completed", "canceled")),
    Page(view="bookings:extra_time", who="colleague", args=visit("with_colleague")),
    Page(view="bookings:cancel", who="professional", args=visit("confirmed"), form="main form:has(textarea)"),
    Page(view="bookings:issue", who="professional", state="open", args=issue("open"), form="main form:has(textarea)"),
]  # fmt: skip

STAFF = [
    Page(view="admin:index", who="staff"), Page(view="admin:records", who="staff"),
    *(Page(view="admin:runbook", who="staff", state=name, args=lambda street, name=name: name, is_seldom=name != "payout-batch-stuck") for name in RUNBOOKS),
    Page(view="admin:bookings_issue_decide", who="staff", args=lambda street: street.issues["open"].pk),
    Page(view="admin:bookings_issue_change", who="staff", args=lambda street: street.issues["ruled"].pk),
]  # fmt: skip

PAGES = [*VISITORS, *EVERYBODY, *CUSTOMERS, *PROFESSIONALS, *STAFF]

#: Addresses that open with GET and yet are no page of ours, and why.
NOT_PAGES = {
    **dict.fromkeys(("healthz", "readyz", "metrics", "robots", "sitemap"), "for machines"),
    **dict.fromkeys(("calendar_feed", "bookings:calendar-file"), "a calendar"), **dict.fromkeys(("photo", "professional:own_photo"), "a picture"),
    **dict.fromkeys(("pages:language", "bookings:rebook"), "remembers or reckons, and leads on"),
    **dict.fromkeys(
        (
            *(f"professional:{name}" for name in ("week", "time-off", "rules", "areas", "extras")),
            "bookings:calendar-address", "bookings:issue_answer", "bookings:issue_appeal",
        ), "a form of a page, and leads back to it"
    ),
    "help:verdict": "takes a word about an article, and leads back",
    **dict.fromkeys(("pages:pricing-answer", "pages:earnings-answer"), "a part of a page, for its script"), "outbox:html": "a mail, drawn for mail programs",
    **dict.fromkeys(("professional:year-sheet", "professional:statement-sheet", "professional:statement-pdf", "bookings:receipt"), "a sheet, or a PDF"),
    "bookings:issue_file": "a photo or a PDF", "mfa_download_recovery_codes": "a text file",
    "account_set_password": "everybody has a password: leads to the page that changes it", "": "the picture in a browser's tab",
}  # fmt: skip
