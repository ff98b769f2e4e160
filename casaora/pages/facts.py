"""What pages say to search engines, in the words of schema.org. Only what the page says to people as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from casaora.design.dates import language


def organization() -> dict[str, Any]:
    """Who speaks."""
    return {
        "@context": "https://schema.org", "@type": "Organization", "@id": f"{settings.SITE_URL}/#organization", "name": "Casaora",
        "url": settings.SITE_URL, "logo": settings.SITE_URL + static("illustrations/logo-tile.svg"),
        "slogan": _("Your home, in good hands."),
    }  # fmt: skip


def website() -> dict[str, Any]:
    """The site, and how it is searched."""
    search = settings.SITE_URL + reverse("directory:search")
    return {
        "@context": "https://schema.org", "@type": "WebSite", "name": "Casaora", "url": settings.SITE_URL + reverse("pages:home"),
        "inLanguage": "es-CO" if language() == "es" else "en", "publisher": {"@id": f"{settings.SITE_URL}/#organization"},
        "potentialAction": {
            "@type": "SearchAction", "target": f"{search}?service={{service}}&city={{city}}",
            "query-input": ["required name=service", "required name=city"],
        },
    }  # fmt: skip


def page(name: str, title: str) -> dict[str, Any]:
    """Where a page of the first level lies: below home."""
    steps = [(_("Home"), reverse("pages:home")), (title, reverse(name))]
    return {
        "@context": "https://schema.org", "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": words, "item": settings.SITE_URL + address}
            for n, (words, address) in enumerate(steps, 1)
        ],
    }  # fmt: skip


def questions(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Questions with their answers, as they stand on the page."""
    return {
        "@context": "https://schema.org", "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}} for question, answer in pairs
        ],
    }  # fmt: skip
