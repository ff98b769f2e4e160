"""From a notice to words: subject, text and HTML, from the templates of its kind, in its language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from accounts.notifications.models import Notice
from accounts.users import sealing

#: Nothing is fetched, and the style sheet (in the layout) goes into the elements: many readers drop it.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
#: The context's one confidential value (a code, a link): sealed at rest, gone once sent.
SECRET = "secret"


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail's words."""

    subject: str
    text: str
    html: str

    def without(self, secret: str) -> Letter:
        """The same with the secret struck out, as it is kept."""
        return Letter(*(part.replace(secret, "••••••") for part in (self.subject, self.text, self.html))) if secret else self


def compose(notice: Notice) -> Letter:
    """The e-mail of a notice. Raises TemplateDoesNotExist for a kind without all three templates."""
    facts = _facts(notice)
    with translation.override(notice.language):
        html = get_template(f"notices/{notice.kind}.html").render({**facts, "subject": _plain(notice.kind, "subject.txt", facts)})
        return Letter(_plain(notice.kind, "subject.txt", facts), _plain(notice.kind, "txt", facts) + "\n", _inliner.inline(html))


def headline(notice: Notice) -> str:
    """The notice in one line, in the reader's language: its subject, for the list of notices."""
    return _plain(notice.kind, "subject.txt", _facts(notice))


def secret_of(notice: Notice) -> str:
    """The confidential value, empty when there is none or it was sent already."""
    sealed = notice.context.get(SECRET, "")
    return sealing.unseal(sealed) if sealed else ""


def _facts(notice: Notice) -> dict[str, Any]:
    return {
        **notice.context, SECRET: secret_of(notice), "notice": notice, "person": notice.person,
        "first_name": notice.person.first_name if notice.person else "", "site_url": settings.SITE_URL, "language": notice.language,
    }  # fmt: skip


def _plain(kind: str, ending: str, facts: dict[str, Any]) -> str:
    """Text is not HTML: nothing is escaped in it. A subject is one line, whatever a name in it contains."""
    template = get_template(f"notices/{kind}.{ending}").template  # type: ignore[attr-defined]
    text = str(template.render(Context(facts, autoescape=False))).strip()
    return " ".join(text.split()) if ending == "subject.txt" else text
