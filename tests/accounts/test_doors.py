"""Every page of allauth goes through a door of ours, and no account page takes a POST without a limit."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken

from accounts import urls
from accounts.access.adapter import KINDS, Adapter
from accounts.access.doors import CLOSED, DOORS
from accounts.models import Customer
from accounts.users import sealing


def flat(patterns: list[Any]) -> list[Any]:
    return [page for entry in patterns for page in (flat(entry.url_patterns) if hasattr(entry, "url_patterns") else [entry])]


def test_every_page_names_its_limit_or_takes_no_post() -> None:
    safe = {"notices", "own_photo", "sessions"}
    for page in flat([*urls.urlpatterns, *urls.professional_urlpatterns]):
        assert page.name in safe or hasattr(page.callback, "rate_category"), page.name


def test_the_table_of_doors_holds_exactly_the_pages_there_are() -> None:
    names = {page.name for page in flat(urls.urlpatterns) if page.name.startswith(("account_", "mfa_"))}
    assert names == set(DOORS)
    assert not names & CLOSED


def test_every_mail_of_allauth_has_a_notice_with_three_templates() -> None:
    from django.template.loader import get_template

    for kind in KINDS.values():
        for ending in ("subject.txt", "txt", "html"):
            get_template(f"notices/{kind}.{ending}")


@pytest.mark.parametrize("url", ["https://x.example", "//x.example", "/\\x", "\\\\x", "javascript:x", "", None, "account/", "http:/x"])
def test_only_paths_of_ours_are_safe(url: str | None) -> None:
    assert not Adapter().is_safe_url(url)


def test_what_is_sealed_opens_with_the_old_key_after_a_rotation_and_not_when_changed(settings: Any) -> None:
    sealed = sealing.seal("123456")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert sealing.unseal(sealed) == "123456"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed)


@pytest.mark.django_db
def test_secrets_of_the_second_factor_are_not_readable_in_the_table(camila: Customer) -> None:
    from tests.accounts.staff import with_second_factor

    secret = with_second_factor(camila.user)
    assert secret not in str(Authenticator.objects.get().data)
