"""Pages that are the same for everyone: made once, kept whole, and nobody's."""

from __future__ import annotations

import gzip
import threading
from datetime import timedelta

import brotli
import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import translation
from redis.exceptions import ConnectionError as Gone

from casaora.demo import cast
from casaora.kit import clock, everyone, kept, switches
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db
PAGES = ["/en/", "/es/", "/es/money/", "/en/work-with-us/", "/en/terms/", "/es/privacy/"]


@pytest.mark.parametrize("address", PAGES)
def test_the_second_reader_costs_no_query_and_gets_the_same(client: Client, address: str, django_assert_num_queries) -> None:
    first = client.get(address)
    with django_assert_num_queries(0):
        second = Client().get(address)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies


@pytest.mark.parametrize("address", PAGES)
def test_what_caches_are_told(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert "stale-while-revalidate=" in answer["Cache-Control"]
    assert answer["ETag"].startswith('W/"')
    assert "nonce" not in answer["Content-Security-Policy"]
    assert answer["X-Request-Id"] != Client().get(address)["X-Request-Id"]
    for name in ("Permissions-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
        assert Client().get(address)[name] == answer[name]


def test_who_has_it_already_is_told_so(client: Client) -> None:
    tag = client.get("/en/money/")["ETag"]
    again = client.get("/en/money/", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get("/en/money/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_signed_in_person_gets_the_same_bytes_and_their_session_stays(client: Client) -> None:
    ana = cast.professional()
    as_visitor = client.get("/en/").content
    person = Client()
    person.force_login(ana.user)
    answer = person.get("/en/", headers={"Accept-Language": "es"})
    assert answer.content == as_visitor
    assert "private" not in answer["Cache-Control"]
    assert "Cárdenas" not in answer.content.decode()
    assert person.get("/en/professional/").status_code == 200


def test_what_is_made_for_a_signed_in_person_first_is_nobodys(client: Client) -> None:
    person = Client()
    person.force_login(cast.customer().user)
    person.cookies["theme"] = "dark"
    page = person.get("/es/money/?next=secret", headers={"Accept-Language": "en"})
    assert page.content == client.get("/es/money/").content
    assert "data-theme=" not in page.content.decode()
    assert "secret" not in page.content.decode()


def test_a_query_neither_changes_the_page_nor_fills_the_cache(client: Client, django_assert_num_queries) -> None:
    page = client.get("/en/money/").content
    with django_assert_num_queries(0):
        assert {client.get(f"/en/money/?utm_source={n}").content for n in range(3)} == {page}
    assert len(kept._memory) == 1


def test_what_is_not_there_is_not_kept(client: Client) -> None:
    assert client.get("/en/nowhere/").status_code == 404
    assert client.post("/en/money/").status_code == 405
    assert kept._memory == {}


def test_the_shortest_encoding_that_the_reader_takes(client: Client) -> None:
    plain = client.get("/en/money/")
    small = client.get("/en/money/", headers={"Accept-Encoding": "gzip, br;q=0.9"})
    older = client.get("/en/money/", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert (plain.get("Content-Encoding"), small["Content-Encoding"], older["Content-Encoding"]) == (None, "br", "gzip")
    assert brotli.decompress(small.content) == gzip.decompress(older.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 3
    assert plain["ETag"] == small["ETag"]


def test_another_process_finds_it_in_the_cache(client: Client, django_assert_num_queries) -> None:
    page = client.get("/en/money/").content
    kept.forget()
    with django_assert_num_queries(0):
        assert client.get("/en/money/").content == page


def test_a_new_release_begins_with_none(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/en/money/")
    kept.forget()
    monkeypatch.setattr(kept, "release", lambda: "another")
    assert cache.get(kept._name("/en/money/")) is None


def test_while_the_cache_is_away_the_process_keeps_its_own(client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries) -> None:
    def gone(*_: object, **__: object) -> None:
        raise Gone

    monkeypatch.setattr(type(cache._cache), "get", gone)
    monkeypatch.setattr(type(cache._cache), "set", gone)
    monkeypatch.setattr(type(cache._cache), "add", gone)
    assert client.get("/en/money/").status_code == 200
    with django_assert_num_queries(0):
        assert client.get("/en/money/").status_code == 200


def aged(path: str, by: timedelta) -> None:
    """The page at ``path`` was made so long ago."""
    kept.forget()
    clock.move(by)
    assert cache.get(kept._name(path)) is not None


def test_while_one_makes_it_anew_the_others_get_the_old_one(rf: RequestFactory) -> None:
    client = Client()
    old = client.get("/en/money/").content
    aged("/en/money/", timedelta(hours=1))
    making, done, made = threading.Event(), threading.Event(), []

    def slow(request: object) -> HttpResponse:
        making.set()
        assert done.wait(10)
        made.append(request)
        return HttpResponse(status=500)

    first = threading.Thread(target=lambda: kept.Kept(slow)(rf.get("/en/money/")))
    first.start()
    assert making.wait(10)
    others = [kept.Kept(slow)(rf.get("/en/money/")).content for _ in range(3)]
    done.set()
    first.join()
    assert set(others) == {old}
    assert len(made) == 1


def test_a_page_that_cannot_be_made_now_is_shown_as_it_was(client: Client, rf: RequestFactory) -> None:
    old = client.get("/en/money/").content
    aged("/en/money/", timedelta(hours=1))
    answer = kept.Kept(lambda request: HttpResponse(status=500))(rf.get("/en/money/"))
    assert (answer.status_code, answer.content) == (200, old)


def test_a_page_over_its_time_is_made_anew(client: Client) -> None:
    client.get("/en/money/")
    before = cache.get(kept._name("/en/money/")).made_at
    aged("/en/money/", timedelta(hours=1))
    client.get("/en/money/")
    assert cache.get(kept._name("/en/money/")).made_at - before >= 3600


@pytest.mark.parametrize("mistake", ["cookie", "nonce"])
def test_what_is_somebodys_by_mistake_is_not_kept(rf: RequestFactory, mistake: str) -> None:
    request, answer = rf.get("/en/money/"), HttpResponse("x")
    with translation.override("en"):
        request.resolver_match = resolve("/en/money/")
    assert kept.page_of(request, answer) is not None
    if mistake == "cookie":
        answer.set_cookie("a", "b")
    else:
        answer.headers["Content-Security-Policy"] = "script-src 'nonce-abc'"
    assert kept.page_of(request, answer) is None


def test_maintenance_leaves_pages_to_read_and_closes_forms(client: Client) -> None:
    switches.turn(name="maintenance", is_on=True, by=By("operator"), at=clock.now(), why="a test")
    assert client.get("/en/money/").status_code == 200
    assert client.get("/en/money/").status_code == 200
    assert client.post("/en/money/").status_code == 503


def test_a_host_that_is_not_ours_is_refused_warm_or_cold(client: Client) -> None:
    assert client.get("/en/money/", headers={"Host": "evil.example"}).status_code == 400
    client.get("/en/money/")
    assert client.get("/en/money/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("path", "is_one"), [
    ("/en/", True), ("/es/money/", True), ("/en/money", False), ("/en/moneys/", False), ("/", False), ("/fr/money/", False), ("/en/home/", False),
    ("/en/account/login/", False), ("/en/search/", False),
])  # fmt: skip
def test_which_addresses_are_for_everyone(path: str, is_one: bool) -> None:
    assert everyone.is_for_everyone(path) is is_one
