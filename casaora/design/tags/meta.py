"""What machines read of a page: its title twice, and facts about it as data."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

from casaora.design.tags.library import register

#: Nothing in the data can end the element, or begin another.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_block_tag(end_name="end_capture")
def capture(content: str) -> SafeString:
    """``{% capture as name %}…{% end_capture %}``: a piece of the page under a name, to be said more than once."""
    return mark_safe(content)  # nosec B308 B703: drawn by the template a moment ago, and escaped there


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """``{% json_ld facts %}``: a dictionary (or a list) for search engines, by the words of schema.org; nothing for an empty one.

    It is data, not a script that runs, so the content policy needs no exception for it.
    """
    if not data:
        return SafeString("")
    whole = data if "@context" in data else {"@context": "https://schema.org", **data} if isinstance(data, dict) else data
    text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # nosec B308 B703: escaped above
