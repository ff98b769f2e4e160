"""The URL map: no POST without a rate-limit category, and every address tried as each kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.users.models import User
from casaora.demo import cast
from casaora.demo.scenes import Stage

pytestmark = pytest.mark.django_db
#: Static files and Django's own admin, whose door counts every POST itself (tests/accounts).
ELSEWHERE = ("static/", "admin/")
VALUES = {"reference": "CB-222222", "slug": "nobody-here", "str": "PO-222222", "int": "999999", "mail_id": "999999", "address_id": "999999", "key": "x", "uidb36": "x"}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def filled(path: str) -> str:
    """An address with something in each place that nobody has."""
    import re

    path = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: VALUES.get(m[2]) or VALUES.get(m[1] or "str") or "x", path)
    return "/" + path.replace("^", "").replace("\\Z", "").replace("$", "").replace("(?P", "")


def category(view: Any) -> str | None:
    while view is not None:
        if getattr(view, "rate_category", None):
            return str(view.rate_category)
        view = getattr(view, "__wrapped__", None)
    return None


ALL = [(path, entry) for path, entry in patterns() if "(" not in path]


def test_the_map_is_not_empty() -> None:
    assert len(ALL) > 40


@pytest.mark.parametrize(("path", "entry"), ALL, ids=[path for path, _ in ALL])
def test_no_post_without_a_category(path: str, entry: URLPattern) -> None:
    if category(entry.callback):
        return
    response = Client().post(filled(path), {})
    assert response.status_code in (405, 302, 301, 404), path
    if response.status_code == 302 and "login" in response["Location"]:
        person = Client()
        person.force_login(cast.customer().user)
        assert person.post(filled(path), {}).status_code in (405, 404, 302), f"{path} takes a POST without a category"


#: What opens without signing in; everything else leads a visitor to the sign-in page, or does not exist.
PUBLIC = (
    "healthz", "readyz", "favicon.ico", "robots.txt", "sitemap.xml", "en/account/", "en/search/", "en/professionals/",
    "en/money/", "en/work-with-us/", "en/how-it-works/", "en/pricing/", "en/trust-and-safety/", "en/about/",
    "en/bookings/new/<slug:slug>/", "en/outbox/", "en/design/", "en/clock/", "en/terms/", "en/privacy/", "en/preferences/",
    "en/cities/", "en/searches/silence/", "en/cookies/", "en/data-rights/", "en/help/", "en/contact/",
)  # fmt: skip


def people(stage: Stage) -> dict[str, Client]:
    found: dict[str, Client] = {"visitor": Client()}
    kinds: dict[str, User] = {"customer": stage.customer.user, "professional": stage.offering.professional.user, "staff": cast.staff()}
    for kind, user in kinds.items():
        found[kind] = Client()
        found[kind].force_login(user)
    return found


def test_every_address_is_tried_as_each_kind_of_person(stage: Stage) -> None:
    clients = people(stage)
    wrong = []
    for path, _entry in ALL:
        address = filled(path)
        for kind, client in clients.items():
            status = client.get(address).status_code
            public = path in ("en/", "") or path.startswith(PUBLIC)
            fine = status in (200, 301, 302, 400, 403, 404, 405, 409, 503)
            if kind == "visitor" and not public:
                fine = status in (301, 302, 404, 405)
            if not fine:
                wrong.append((path, kind, status))
    assert wrong == []
