"""The legal pages: terms, privacy, cookies, and how to ask about one's data. Each has a version and a date; who answers is a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access.devices import LASTS
from accounts.access.sign_up import TERMS_VERSION
from casaora.design.dates import language
from casaora.kit.everyone import for_everyone
from casaora.middleware import VIEWER
from casaora.pages.articles import article, filled

DAY = 86_400
#: Colombia's line for police, ambulance and fire brigade. Not ours: we are no emergency service.
EMERGENCY = "123"
#: Colombia's Ley 1581 de 2012, art. 14 and 15, in business days; for counsel to confirm, as the figures of ``bookings.catalog.legal``.
CONSULT, CONSULT_LONGER, CLAIM, CLAIM_LONGER, COMPLETE = 10, 5, 15, 8, 5


def days(count: int) -> str:
    """``14 days``."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def business_days(count: int) -> str:
    """``10 business days``."""
    return ngettext("%(count)s business day", "%(count)s business days", count) % {"count": count}


#: Figures of the law that texts may name.
FIGURES: dict[str, Callable[[], str]] = {
    "consult": lambda: business_days(CONSULT),
    "consult_longer": lambda: business_days(CONSULT_LONGER),
    "claim": lambda: business_days(CLAIM),
    "claim_longer": lambda: business_days(CLAIM_LONGER),
    "complete": lambda: business_days(COMPLETE),
    "emergency": lambda: EMERGENCY,
}


def who() -> dict[str, str]:
    """Who stands behind this site, as the operator has configured it."""
    named = [settings.OPERATOR_NAME, settings.OPERATOR_DETAILS]
    return {
        "operator": settings.OPERATOR_NAME, "operator_details": ", ".join(filter(None, named)),
        "privacy_officer": settings.PRIVACY_OFFICER or _("our team"), "privacy_email": settings.PRIVACY_EMAIL,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Legal:
    """A page of law: its text's name, the version that holds, its title, and what it says in a line."""

    name: str
    version: str
    title: Any
    summary: Any


#: The version of the terms is the one that people agree to when they sign up; a change of it asks them again.
PAGES = {
    text.name: text
    for text in (
        Legal("terms", TERMS_VERSION, gettext_lazy("Terms"), gettext_lazy("What Casaora, households and professionals owe each other.")),
        Legal("privacy", TERMS_VERSION, gettext_lazy("Privacy"), gettext_lazy("Which data we keep, what for, who sees it, and how to take it back.")),
        Legal("cookies", "2026-11", gettext_lazy("Cookies"), gettext_lazy("The few cookies that this site sets, what each is for, and how long it stays.")),
        Legal("data-rights", "2026-11", gettext_lazy("Your data, your rights"), gettext_lazy("How to see, correct or erase what we know about you, and by when we answer.")),
    )
}


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as the page names it; ``lasts`` in words."""

    name: str
    purpose: str
    lasts: str


def cookies() -> list[Cookie]:
    """Every cookie that this site sets, by the name that it has here."""
    year, fortnight = days(LASTS.days), days(settings.SESSION_COOKIE_AGE // DAY)
    return [
        Cookie(settings.SESSION_COOKIE_NAME, _("Keeps you signed in."), fortnight),
        Cookie(settings.CSRF_COOKIE_NAME, _("Proves that a form was sent from our page and not from somebody else’s."), days(settings.CSRF_COOKIE_AGE // DAY)),
        Cookie("__Host-device" if settings.SESSION_COOKIE_SECURE else "device", _("Remembers that you have signed in with this browser, so that we can warn you of a strange one."), year),
        Cookie("messages", _("Carries one sentence, such as “Saved”, to the next page."), _("Until that page has shown it")),
        Cookie(settings.LANGUAGE_COOKIE_NAME, _("Remembers whether you read English or Spanish."), year),
        Cookie(VIEWER, _("One word, which links to draw for you: customer, professional or staff. It opens nothing."), fortnight),
        Cookie("theme", _("Remembers whether you chose light or dark."), year),
    ]  # fmt: skip


def _shown(request: HttpRequest, name: str) -> HttpResponse:
    page = PAGES[name]
    text = article(f"{name}-{page.version}", language())
    words = {figure: say() for figure, say in FIGURES.items()} | who()
    return render(request, "pages/article.html", {
        "html": filled(text.html, words), "chapters": text.chapters, "title": page.title, "summary": page.summary,
        "since": date.fromisoformat(f"{page.version}-01"), "cookies": cookies() if name == "cookies" else [],
        "others": [other for other in PAGES.values() if other != page],
    })  # fmt: skip


@for_everyone()
def terms(request: HttpRequest) -> HttpResponse:
    """What everybody agrees to when they sign up."""
    return _shown(request, "terms")


@for_everyone()
def privacy(request: HttpRequest) -> HttpResponse:
    """Which data is kept, what for, who sees it, and how long."""
    return _shown(request, "privacy")


@for_everyone()
def cookie_list(request: HttpRequest) -> HttpResponse:
    """Every cookie by its name."""
    return _shown(request, "cookies")


@for_everyone()
def data_rights(request: HttpRequest) -> HttpResponse:
    """Habeas data: how to ask, who answers, and by when."""
    return _shown(request, "data-rights")
