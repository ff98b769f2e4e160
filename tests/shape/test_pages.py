"""Every address that answers with a page is in the list that axe, the budgets and the keyboard walk along (tests/browser/pages/registry.py)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from casaora.demo import cast
from casaora.demo.scenes import Stage
from tests.accounts.staff import enter
from tests.browser.pages.registry import NOT_PAGES, PAGES
from tests.shape.test_urls import ALL, filled

pytestmark = pytest.mark.django_db
#: Django's own pages of the staff site are drawn by Django; those that we draw are in the list.
OURS_OF_STAFF = {"admin:index", "admin:records", "admin:runbook", "admin:bookings_issue_decide"}
LISTED = {page.view for page in PAGES}


def names() -> dict[str, str]:
    """Each address's name, with its namespaces, and the address filled with what nobody has."""
    found: dict[str, str] = {}

    def collect(resolver: object, prefix: str, spaces: str) -> None:
        for entry in resolver.url_patterns:  # type: ignore[attr-defined]
            path = prefix + str(entry.pattern).replace("<supplement:reference>", "CB-222222-T1")
            if hasattr(entry, "url_patterns"):
                collect(entry, path, spaces + (f"{entry.namespace}:" if entry.namespace else ""))
            elif not path.startswith("admin/"):
                found[spaces + (entry.name or "")] = filled(path)

    collect(get_resolver(), "", "")
    return found


def test_no_page_is_forgotten(stage: Stage) -> None:
    """Beside those listed there are only addresses that take nothing but a POST, and those with a reason."""
    people = [stage.customer.user, stage.offering.professional.user]
    clients = [Client(), enter(Client(), cast.staff())]
    for person in people:
        clients.append(Client())
        clients[-1].force_login(person)
    forgotten = [
        f"{name} {path}" for name, path in names().items()
        if name not in LISTED and name not in NOT_PAGES and not any(client.get(path).status_code == 405 for client in clients)
    ]  # fmt: skip
    assert len(ALL) > 40
    assert forgotten == [], f"give each a line in tests/browser/pages/registry.py: {forgotten}"


def test_the_list_knows_nothing_that_is_gone() -> None:
    known = set(names()) | OURS_OF_STAFF | {"admin:bookings_issue_change"}
    assert [view for view in sorted(LISTED | set(NOT_PAGES)) if view not in known and not view.startswith("/")] == []


def test_the_staff_pages_that_we_draw_are_listed() -> None:
    assert LISTED >= OURS_OF_STAFF
    assert reverse("admin:index") == "/admin/"


def test_no_page_has_two_lines_of_one_name() -> None:
    listed = [page.name for page in PAGES]
    assert [name for name in listed if listed.count(name) > 1] == []
