"""Money and moments in a mail, in both languages."""

import pytest
from django.template import Context, Template
from django.utils import translation

CONTEXT = {
    "total": {"minor": 18_515_000, "currency": "COP"},
    "starts": {"at": "2026-11-26T15:42:00+00:00", "zone": "America/Bogota"},
    "label": {"en": "Cleaning", "es": "Aseo"},
}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "$\u00a0185.150|Thu 26 Nov, 10:42|Thursday 26 November|Thu 26 Nov|10:42|Cleaning"),
        ("es", "$\u00a0185.150|jue 26 nov, 10:42|jueves 26 de noviembre|jue 26 nov|10:42|Aseo"),
    ],
)
def test_facts_are_worded_in_the_language_of_the_mail(language: str, expected: str) -> None:
    source = (
        "{% load notices %}{{ total|money }}|{{ starts|moment }}|{{ starts|long_day }}"
        "|{{ starts|short_day }}|{{ starts|hour }}|{{ label|words }}"
    )
    with translation.override(language):
        assert Template(source).render(Context(CONTEXT)) == expected


def test_a_page_is_given_by_name_and_comes_out_as_a_full_address_in_the_language() -> None:
    with translation.override("es"):
        made = Template('{% load notices %}{% address "account_login" %}').render(Context())
    assert made == "http://testserver/es/account/login/"
