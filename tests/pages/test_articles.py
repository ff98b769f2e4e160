"""The legal pages: there in both languages, at the version that people consent to, and only text."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.access.sign_up import TERMS_VERSION
from casaora.pages.articles import MARKDOWN, TEXTS, article


@pytest.mark.parametrize("name", sorted({path.name.rsplit(".", 2)[0] for path in TEXTS.glob("*.md")}))
def test_a_text_has_the_same_chapters_in_both_languages(name: str) -> None:
    english, spanish = article(name, "en"), article(name, "es")
    assert len(english.chapters) == len(spanish.chapters) > 2
    for text in (english, spanish):
        anchors = [anchor for anchor, _ in text.chapters]
        assert len(set(anchors)) == len(anchors)
        assert all(f'id="{anchor}"' in text.html for anchor in anchors)
    assert english.html.count("<li>") == spanish.html.count("<li>")


def test_markup_in_a_text_stays_text() -> None:
    html = MARKDOWN.render("<script>x</script> [y](javascript:x)")
    assert "<script" not in html
    assert "href" not in html


@pytest.mark.parametrize(("path", "heading"), [("/en/terms/", "Terms"), ("/es/terms/", "Condiciones"), ("/es/privacy/", "Privacidad")])
def test_the_legal_pages(client: Client, db: None, path: str, heading: str) -> None:
    page = client.get(path).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert TERMS_VERSION[:4] in page


def test_who_signs_up_can_read_what_they_accept(client: Client, db: None) -> None:
    page = client.get("/es/account/signup/", follow=True).content.decode()
    assert "/es/terms/" in page
    assert "/es/privacy/" in page
