"""Pages of nobody travel compressed. Pages of somebody do not: what is private and what an address repeats must not be weighed together."""

from __future__ import annotations

import gzip

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from casaora.kit.kept import encoding_for
from casaora.kit.middleware import Answer

#: Shorter ones fit into one packet anyway.
WORTH_IT = 1_400
#: A third of a millisecond for a page of 30 KB; the best quality would take a hundred times that.
QUALITY = 4


class Shrunk:
    """Compresses HTML for whoever brings no session. What is kept whole (``kept``) and files come compressed already."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After everything that writes into the body."""
        response = self.get_response(request)
        if not _may_be(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
        if encoding:
            body = response.content
            response.content = brotli.compress(body, quality=QUALITY) if encoding == "br" else gzip.compress(body, QUALITY, mtime=0)
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _may_be(request: HttpRequest, response: HttpResponse) -> bool:
    session = settings.SESSION_COOKIE_NAME
    return (
        session not in request.COOKIES
        and session not in response.cookies
        and not response.streaming
        and not response.has_header("Content-Encoding")
        and not response.has_header("ETag")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and len(response.content) >= WORTH_IT
    )
