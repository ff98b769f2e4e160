"""Open sessions: they end with a suspension or a new password, and a GET survives that."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, User

PAGE = "/en/account/settings/"


@pytest.fixture(autouse=True)
def our_store(settings: Any) -> None:
    settings.SESSION_ENGINE = "accounts.users.sessions"


@pytest.mark.django_db
def test_a_suspended_person_is_stopped_in_every_open_session(client: Client, camila: Customer, at: datetime) -> None:
    phone = Client()
    for browser in (client, phone):
        browser.force_login(camila.user)
        assert browser.get(PAGE).status_code == 200
    User.objects.filter(pk=camila.pk).update(suspended_at=at)
    for browser in (client, phone):
        assert browser.get(PAGE).status_code == 302
        assert browser.post(PAGE, {"first_name": "X", "last_name": "Y", "language": "en"}).status_code == 302
    assert User.objects.get(pk=camila.pk).first_name == "Camila"


@pytest.mark.django_db(transaction=True)
def test_a_new_password_ends_the_other_sessions_without_a_fault(client: Client, camila: Customer) -> None:
    """Django ends such a session in the middle of a GET, whose transaction cannot write."""
    phone = Client()
    phone.force_login(camila.user)
    client.force_login(camila.user)
    key = phone.session.session_key
    client.post("/en/account/password/change/", {"oldpassword": "casa-ora-de-prueba", "password1": "otra-frase-larga", "password2": "otra-frase-larga"})
    assert client.get(PAGE).status_code == 200
    assert phone.get(PAGE).status_code == 302
    assert not phone.session.exists(key)


@pytest.mark.django_db(transaction=True)
def test_a_rotated_signing_key_keeps_people_signed_in(client: Client, camila: Customer, settings: Any) -> None:
    client.force_login(camila.user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert client.get(PAGE).status_code == 200
