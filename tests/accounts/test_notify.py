"""A notice is told once, in the person's language, as text and HTML."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import Mail, Notice, User
from accounts.notifications import actions
from casaora.demo import cast
from casaora.kit import outbox
from casaora.kit.acting import WEB, acting, as_verb
from casaora.kit.models import Outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def camila() -> User:
    return cast.customer().user


def tell(person: User, at: datetime, key: str = "code:1", **fields: Any) -> None:
    with acting(role=WEB), transaction.atomic(), as_verb():
        actions.notify(person_id=person.pk, kind="account_code", key=key, context={}, at=at, **fields)


def test_the_same_key_again_tells_nothing(camila: User, at: datetime) -> None:
    tell(camila, at)
    tell(camila, at)
    assert Notice.objects.count() == Outgoing.objects.filter(topic="notice").count() == 1


def test_a_rolled_back_cause_tells_nobody(camila: User, at: datetime) -> None:
    with transaction.atomic():
        tell(camila, at)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Outgoing.objects.exists()


def test_a_notice_is_delivered_once_however_often_it_is_tried(camila: User, at: datetime) -> None:
    tell(camila, at, secret="123456")
    assert outbox.deliver(at) == {"done": 1, "failed": 0}
    actions.deliver({"key": "code:1"}, at)
    assert len(mail.outbox) == 1
    assert Mail.objects.get().sent_at == at


def test_two_workers_do_not_send_the_same_mail(camila: User, at: datetime) -> None:
    tell(camila, at)
    actions._claim("code:1", at)
    with pytest.raises(actions.BeingSent):
        actions.deliver({"key": "code:1"}, at + timedelta(seconds=30))
    actions.deliver({"key": "code:1"}, at + timedelta(minutes=3))  # the first worker died
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("language", "subject", "hello"), [("en", "Your Casaora code", "Hello Camila"), ("es", None, "Camila")])
def test_a_mail_is_text_and_html_in_the_persons_language(camila: User, at: datetime, language: str, subject: str | None, hello: str) -> None:
    User.objects.filter(pk=camila.pk).update(language=language)
    tell(camila, at, secret="123456")
    outbox.deliver(at)
    sent = mail.outbox[0]
    html = sent.alternatives[0][0]  # type: ignore[attr-defined]
    assert sent.to == ["camila@casaora.example"]
    assert subject is None or sent.subject == subject
    assert hello in sent.body
    assert hello in html
    assert "123456" in sent.body
    assert "123456" in html
    assert "<style" not in html  # inlined
    assert 'style="' in html
    assert f'lang="{"es-CO" if language == "es" else "en"}"' in html


def test_names_are_not_escaped_in_text_and_are_in_html(camila: User, at: datetime) -> None:
    User.objects.filter(pk=camila.pk).update(first_name="O'Neil <b>", language="en")
    tell(camila, at)
    outbox.deliver(at)
    assert "Hello O'Neil <b>" in mail.outbox[0].body
    assert "<b>" not in mail.outbox[0].alternatives[0][0]  # type: ignore[attr-defined]


def test_a_code_is_sealed_until_sent_and_forgotten_after(camila: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(camila, at, secret="123456")
    notice = Notice.objects.get()
    assert "123456" not in str(notice.context)
    assert not notice.is_listed
    monkeypatch.setattr(settings, "ENVIRONMENT", "production")
    outbox.deliver(at)
    kept = Mail.objects.get()
    assert "123456" in mail.outbox[0].body
    assert "123456" not in kept.text + kept.html + kept.subject
    notice.refresh_from_db()
    assert notice.context == {}


def test_an_address_of_its_own_is_used(camila: User, at: datetime) -> None:
    tell(camila, at, to="nueva@casaora.example", secret="123456")
    outbox.deliver(at)
    assert mail.outbox[0].to == ["nueva@casaora.example"]


class Refuses(BaseEmailBackend):
    """A mail server that says whom it does not know."""

    def send_messages(self, email_messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such person") for message in email_messages})


def test_a_refused_mail_tells_the_log_nobodys_address(camila: User, at: datetime, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refuses"
    tell(camila, at)
    assert outbox.deliver(at) == {"done": 0, "failed": 1}
    assert Outgoing.objects.get().error == "NotSent: SMTPRecipientsRefused"
    assert camila.email not in caplog.text
