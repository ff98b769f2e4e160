"""The environment that is tried: where it is, whether it is proved to take test cards only, and what it has for machines."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from casaora.safety import is_loopback

#: What /readyz says as its ``mode`` where the processor's key is a test key.
TEST = "test"
SECONDS, LARGEST = 20, 10_000


class Refused(RuntimeError):
    """The journey does not run there; the message says why."""


@dataclass(frozen=True, slots=True)
class Site:
    """An address in one language. ``has_outbox``: its mails can be read on a page. ``has_clock``: its time can be moved."""

    url: str
    language: str
    has_outbox: bool = False
    has_clock: bool = False

    @property
    def is_here(self) -> bool:
        """On this machine: the only place where a certificate that nobody trusts is taken."""
        return is_loopback(self.url)

    def at(self, path: str) -> str:
        """The whole address of a page in the journey's language."""
        return f"{self.url}/{self.language}/{path}"


def approach(url: str, language: str) -> Site:
    """Look at an environment from outside. Raises Refused unless it proves that its processor's keys are test keys."""
    base = url.rstrip("/")
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).hostname:
        raise Refused(f"{url} is no address: say https://host")
    if urlsplit(base).scheme == "http" and not is_loopback(base):
        raise Refused(f"{url} is not https: passwords are typed there")
    status, said = _ask(f"{base}/readyz")
    mode = _mode(said)
    if mode != TEST:
        raise Refused(f"{base}/readyz does not prove test keys (mode: {mode or 'nothing'}): the journey pays, so it runs nowhere else")
    if status != 200:
        raise Refused(f"{base}/readyz answers {status}: it is not ready")
    pages = {name: _ask(f"{base}/{language}/{name}/")[0] == 200 for name in ("outbox", "clock")}
    return Site(base, language, has_outbox=pages["outbox"], has_clock=pages["clock"])


class _Stay(urllib.request.HTTPRedirectHandler):
    """A proof counts only from the address that was named."""

    def redirect_request(self, *_: object) -> None:
        return None


def _mode(said: bytes) -> str:
    try:
        return str(json.loads(said)["mode"])
    except (ValueError, LookupError, TypeError):
        return ""


def _ask(url: str) -> tuple[int, bytes]:
    """The status and the beginning of the answer; Refused when nobody answers."""
    context = ssl.create_default_context()
    if is_loopback(url):  # the certificate of a rehearsal was made a minute ago
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _Stay)
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            return int(answer.status), answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        return error.code, error.read(LARGEST)
    except OSError as error:
        raise Refused(f"{url} does not answer: {getattr(error, 'reason', error)}") from error
