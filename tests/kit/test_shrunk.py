"""Pages of nobody travel compressed, pages of somebody as they are."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from casaora.demo.scenes import Stage

pytestmark = pytest.mark.django_db
SEARCH = "/en/search/"


def read(accepts: str, client: Client | None = None, path: str = SEARCH) -> Any:
    return (client or Client()).get(path, headers={"accept-encoding": accepts} if accepts else {})


@pytest.mark.parametrize(("accepts", "unpack"), [("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_visitor_gets_the_same_page_in_fewer_bytes(stage: Stage, accepts: str, unpack: Any) -> None:
    plain, packed = read(""), read(accepts)
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) * 3 < len(plain.content)
    assert b"Ana Milena" in unpack(packed.content)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.content)


def test_pages_of_somebody_are_not_compressed(stage: Stage) -> None:
    client = Client()
    client.force_login(stage.customer.user)
    assert "Content-Encoding" not in read("br", client, "/en/home/").headers


def test_short_answers_and_what_is_no_page_are_left_alone(client: Client) -> None:
    assert "Content-Encoding" not in read("br", client, "/healthz").headers
    assert read("br", client, "/en/nothing-here/").headers["Content-Encoding"] == "br"
