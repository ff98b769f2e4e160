"""The list of notices, and the local mailbox."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Customer, Mail, Notice, User
from accounts.notifications.actions import notify
from casaora.kit import outbox

pytestmark = pytest.mark.django_db
PAGE = "/en/account/notices/"


def tell(person: User, at: datetime, kind: str = "vetting_applied", **fields: Any) -> None:
    with transaction.atomic():
        notify(person_id=person.pk, kind=kind, key=f"{kind}:{person.pk}", context={"page": ["accounts:apply"]}, at=at, **fields)


def test_one_sees_ones_own_notices_with_their_page_and_no_codes(
    signed_in: Callable[[User], Client], camila: Customer, stranger: Customer, at: datetime
) -> None:
    tell(camila.user, at)
    tell(camila.user, at, "account_code", secret="123456")
    tell(stranger.user, at, "vetting_approved")
    page = signed_in(camila.user).get(PAGE).content.decode()
    assert "Your application arrived" in page
    assert "/en/account/application/" in page
    assert "Your Casaora code" not in page
    assert "Welcome to Casaora" not in page


def test_seeing_them_all_is_a_post_and_concerns_oneself(
    signed_in: Callable[[User], Client], camila: Customer, stranger: Customer, at: datetime
) -> None:
    tell(camila.user, at)
    tell(stranger.user, at)
    client = signed_in(camila.user)
    assert client.get(f"{PAGE}reading/").status_code == 405
    client.post(f"{PAGE}reading/")
    assert Notice.objects.filter(read_at=None).get().person_id == stranger.pk


def test_the_local_mailbox_shows_text_and_html_in_a_frame_that_may_do_nothing(client: Client, camila: Customer, at: datetime) -> None:
    tell(camila.user, at, "account_code", secret="123456")
    outbox.deliver(at)
    sent = Mail.objects.get()
    assert sent.subject in client.get("/en/outbox/").content.decode()
    page = client.get(f"/en/outbox/{sent.pk}/")
    assert "123456" in page.content.decode()
    assert " sandbox" in page.content.decode()
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    html = client.get(f"/en/outbox/{sent.pk}/html/")
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert html.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_there_is_no_mailbox_elsewhere(client: Client, camila: Customer, at: datetime, settings: Any, environment: str) -> None:
    tell(camila.user, at)
    outbox.deliver(at)
    settings.ENVIRONMENT = environment
    for page in ("", f"{Mail.objects.get().pk}/", f"{Mail.objects.get().pk}/html/"):
        assert client.get(f"/en/outbox/{page}").status_code == 404
