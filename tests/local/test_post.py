"""The mail server of a rehearsal, asked by a mail library; and the certificate, by a server that shows it."""

from __future__ import annotations

import mailbox
import re
import smtplib
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from casaora.local import certificate, rehearsal
from casaora.local.processes import free_port, is_free
from casaora.smoke.postbox import DIGITS, Folder


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    port, folder = free_port(), tmp_path / "post"
    command = [sys.executable, "-m", "casaora.local.post", "--port", str(port), "--folder", str(folder)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR) as process:
        for _ in range(200):
            if not is_free(port):
                break
            threading.Event().wait(0.05)
        yield port, folder
        process.terminate()


def letter(to: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hola@casaora.example", to, "Tu código"
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p>", subtype="html")
    return mail


def test_what_is_sent_can_be_read_by_whom_it_was_written_to(post: tuple[int, Path]) -> None:
    port, folder = post
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(letter("smoke+one@casaora.example", "Hola. Tu código es 123456.\n.\nUn punto solo, y señas."))
        server.send_message(letter("smoke+two@casaora.example", "654321"))
    assert len(mailbox.Maildir(folder)) == 2
    box = Folder(urlsplit(f"maildir://{folder}?address=smoke@casaora.example"))
    assert box.address("one") == "smoke+one@casaora.example"
    (text,) = box.letters("smoke+one@casaora.example")
    assert "señas" in text
    assert "\n.\n" in text.replace("\r\n", "\n")
    found = DIGITS.search(text)
    assert found is not None
    assert found[0] == "123456"
    assert box.letters("smoke+nobody@casaora.example") == []


def test_who_trusts_the_certificate_reaches_the_server_and_nobody_else_does(tmp_path: Path) -> None:
    crt, key = certificate.make(tmp_path)
    assert (crt.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o600, 0o600)
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shows.load_cert_chain(crt, key)
        server.socket = shows.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_address[1]}/"
        trusting = ssl.create_default_context(cafile=str(crt))
        with urllib.request.urlopen(url, context=trusting, timeout=10) as answer:
            assert answer.status == 200
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(url, context=ssl.create_default_context(), timeout=10)
        server.shutdown()


def test_a_rehearsal_takes_over_nothing_of_the_shells_environment() -> None:
    """It migrates a database and builds a demo city in it: an address of a real one must not reach it."""
    known = (settings.BASE_DIR / ".env.example").read_text()
    named = set(re.findall(r"^([A-Z_]+)=", known, re.M))
    harmless = {"ENVIRONMENT", "DEBUG", "CONN_MAX_AGE", "DEFAULT_FROM_EMAIL", "SENTRY_TRACES", "LOG_LEVEL", "PORT", "SIMULATOR_PORT", "CASAORA_LOCAL"}
    assert named - harmless - set(rehearsal.OURS) == set()
