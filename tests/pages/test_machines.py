"""What search engines and scrapers read: the list of addresses, the rules, the head of a page, facts as data."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from accounts.models import Professional
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import sitemap
from casaora.kit.sitemap import Place

pytestmark = pytest.mark.django_db
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_the_map_lists_every_page_in_both_languages_with_the_others(client: Client) -> None:
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    urls = ElementTree.fromstring(answer.content).findall("s:url", SPACES)
    found = [url.findtext("s:loc", "", SPACES) for url in urls]
    assert {"http://testserver/en/", "http://testserver/es/", "http://testserver/es/money/"} <= set(found)
    assert len(found) == len(set(found))
    for url in urls:
        others = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACES)}
        assert set(others) == {"en", "es-CO", "x-default"}
        assert url.findtext("s:loc", "", SPACES) in others.values()


def test_whatever_the_map_names_is_there_for_a_visitor(client: Client) -> None:
    for place in re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode()):
        assert client.get(place).status_code == 200, place


def test_who_can_be_booked_is_on_the_map_and_who_cannot_is_not(client: Client) -> None:
    ana, carolina = cast.professional(), cast.professional("Carolina", "Rojas")
    demo.at_work(ana)
    Professional.objects.filter(pk=carolina.pk).update(vetting_state="suspended")
    page = client.get("/sitemap.xml").content.decode()
    assert f"http://testserver/es/professionals/{ana.slug}/" in page
    assert carolina.slug not in page


def test_another_package_adds_its_pages_by_name(client: Client, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SITEMAP = ["tests.pages.test_machines.somebody"]
    page = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/es/professionals/ana/" in page
    assert "money" not in page
    monkeypatch.setattr(sitemap, "AT_MOST", 0)
    assert list(sitemap.places(None)) == []  # type: ignore[arg-type]


def somebody(at: object) -> list[Place]:
    """What another package would name."""
    return [Place("directory:professional", {"slug": "ana"})]


def test_only_production_is_for_search_engines(client: Client, settings) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_what_is_somebodys_is_not_for_machines(client: Client, settings) -> None:
    settings.ENVIRONMENT = "production"
    answer = client.get("/robots.txt")
    rules = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    for name in ("account_login", "bookings:list", "bookings:home", "professional:home"):
        assert any(reverse(name).startswith(rule.removeprefix("Disallow: ")) for rule in rules), name
    refused = tuple(rule.removeprefix("Disallow: ") for rule in rules if rule.startswith("Disallow: "))
    for public in ("/en/", "/es/money/", "/en/professionals/ana/", "/en/search/"):
        assert not public.startswith(refused)
    assert "Sitemap: http://testserver/sitemap.xml" in rules


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_shared_link_has_a_title_words_and_a_picture(client: Client, language: str) -> None:
    page = client.get(f"/{language}/money/").content.decode()
    said = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page))
    title = re.search(r"<title>(.*?) · Casaora</title>", page)
    assert title
    assert said["og:title"] == title[1] != ""
    assert said["og:description"] in page.split('name="description" content="')[1]
    assert said["og:url"] == f"http://testserver/{language}/money/"
    assert said["twitter:card"] == "summary_large_image"
    picture = finders.find(said["og:image"].removeprefix(f"http://testserver{settings.STATIC_URL}"))
    assert picture
    data = Path(str(picture)).read_bytes()
    assert (data[:8], struct.unpack(">II", data[16:24])) == (b"\x89PNG\r\n\x1a\n", (1200, 630))
    assert len(data) < 150_000


def test_a_page_that_is_not_there_has_no_address_to_share(client: Client) -> None:
    page = client.get("/en/nowhere/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_facts_for_machines_cannot_leave_their_element() -> None:
    drawn = Template("{% load components %}{% json_ld facts %}").render(Context({"facts": {"@type": "Thing", "name": "</script><b>&"}}))
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', drawn)
    assert inside
    assert not set("<>&") & set(inside[1])
    assert json.loads(inside[1]) == {"@context": "https://schema.org", "@type": "Thing", "name": "</script><b>&"}
    assert Template("{% load components %}{% json_ld facts %}").render(Context({"facts": None})) == ""
