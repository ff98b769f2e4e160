"""People, browsers and mailboxes for the tests of the accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Customer, Professional, User
from casaora.demo import cast
from casaora.kit import clock, outbox


@pytest.fixture
def camila() -> Customer:
    return cast.customer(language="en")


@pytest.fixture
def stranger() -> Customer:
    return cast.customer("Jorge", "Peña", language="en")


@pytest.fixture
def ana() -> Professional:
    return cast.professional(language="en")


@pytest.fixture
def sara() -> User:
    return cast.staff()


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    def enter(person: User) -> Client:
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def post() -> Callable[[], list[mail.EmailMessage]]:
    """Delivers what waits and returns every mail so far."""

    def collect() -> list[mail.EmailMessage]:
        outbox.deliver(clock.now())
        return mail.outbox

    return collect


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", str(message.body))
    assert found, message.body
    return found.group()
