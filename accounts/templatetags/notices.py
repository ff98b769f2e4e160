"""What notice templates are written with: money, moments, words in two languages, addresses of pages.

``{% load notices %}``: ``{{ total|money }}``, ``{{ starts|moment }}``, ``{{ starts|long_day }}``, ``{{ starts|hour }}``,
``{{ line.label|words }}``, ``{% address "bookings:booking" reference %}``, ``{% address_of page %}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from casaora.design import dates as moments
from casaora.kit.money import Money, show

register = template.Library()


@register.filter
def money(amount: Mapping[str, Any] | Money) -> str:
    """``{"minor": 18515000, "currency": "COP"}`` (or Money) as ``$ 185.150``."""
    return show(amount if isinstance(amount, Money) else Money(amount["minor"], amount["currency"]))


@register.filter
def moment(when: Mapping[str, str]) -> str:
    """``{"at": ISO, "zone": "America/Bogota"}`` as ``Thu 26 Nov, 10:42``."""
    return moments.short(_local(when))


@register.filter
def short_day(when: Mapping[str, str]) -> str:
    """``Thu 26 Nov``."""
    return moments.short_day(_local(when))


@register.filter
def long_day(when: Mapping[str, str]) -> str:
    """``Thursday 26 November``."""
    return moments.long_day(_local(when))


@register.filter
def hour(when: Mapping[str, str]) -> str:
    """``10:42``."""
    return moments.hour(_local(when))


@register.filter
def words(text: Mapping[str, str] | str) -> str:
    """``{"en": …, "es": …}`` in the reader's language; plain text as it is."""
    return text if isinstance(text, str) else text[moments.language()]


@register.simple_tag
def address(name: str, *arguments: Any) -> str:
    """The full address of a page, in the active language."""
    return settings.SITE_URL + reverse(name, args=arguments)


@register.simple_tag
def address_of(page: Sequence[Any]) -> str:
    """The full address of a page given as a list: the URL's name, then its arguments."""
    return address(page[0], *page[1:])


def _local(when: Mapping[str, str]) -> Any:
    return moments.local(when["at"], when["zone"])
