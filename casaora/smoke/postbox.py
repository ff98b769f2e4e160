"""Where the six digits of the verification mail are read: the page of sent mails, a mailbox by IMAP, or a folder on this machine."""

from __future__ import annotations

import email
import imaplib
import mailbox
import re
import time
from email.message import Message
from email.policy import default
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from playwright.sync_api import Page

from casaora.safety import is_loopback
from casaora.smoke.site import Refused, Site
from casaora.smoke.steps import Unexpected

#: How long a mail may take, and how often one looks, in seconds.
ARRIVES_WITHIN, PAUSE = 90.0, 1.0
DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Postbox(Protocol):
    """Something that knows what was written to an address."""

    def address(self, token: str) -> str:
        """An address that nobody else has and whose mail arrives here."""
        ...

    def letters(self, address: str) -> list[str]:
        """The texts that came for it so far."""
        ...


def digits(postbox: Postbox, address: str) -> str:
    """The code that was sent to an address. Raises Unexpected when none came in time."""
    until = time.monotonic() + ARRIVES_WITHIN
    while time.monotonic() < until:
        for text in postbox.letters(address):
            if found := DIGITS.search(text):
                return found[0]
        time.sleep(PAUSE)
    raise Unexpected(f"no mail with six digits came within {ARRIVES_WITHIN:.0f} s")


class Outbox:
    """The page that shows every mail of a local installation."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site

    def address(self, token: str) -> str:
        """Nobody reads mail of this domain."""
        return f"smoke+{token}@casaora.example"

    def letters(self, address: str) -> list[str]:
        """The mails on the page's first screen that went to it."""
        self.page.goto(self.site.at("outbox/"))
        links = self.page.locator("main tr").filter(has_text=address).locator("a")
        paths = [link.get_attribute("href") or "" for link in links.all()]
        return [self._read(path) for path in paths]

    def _read(self, path: str) -> str:
        self.page.goto(f"{self.site.url}{path}")
        return self.page.locator("main pre").inner_text()


class Mailbox:
    """An address with a plus, and what a mail says."""

    def __init__(self, at: SplitResult) -> None:
        self.at = at
        named = parse_qs(at.query).get("address", [unquote(at.username or "")])[0]
        self.local, _, self.domain = named.partition("@")
        if not self.domain:
            raise Refused("SMOKE_MAILBOX does not tell its address: say it as the user, or as ?address=name@host")

    def address(self, token: str) -> str:
        """``name+token@host``: most mail servers bring it to ``name``."""
        return f"{self.local}+{token}@{self.domain}"

    @staticmethod
    def text(message: Message) -> str:
        """The plain words of a mail."""
        part = message.get_body(("plain", "html")) if isinstance(message, email.message.EmailMessage) else None
        return str(part.get_content()) if part is not None else ""


class Imap(Mailbox):
    """A real mailbox, only read. Emptying it is its owner's."""

    def letters(self, address: str) -> list[str]:
        """What the server finds for the address."""
        plain = self.at.scheme == "imap"
        host, port = self.at.hostname or "", self.at.port or (143 if plain else 993)
        with imaplib.IMAP4(host, port, 20) if plain else imaplib.IMAP4_SSL(host, port, timeout=20) as server:
            try:
                server.login(unquote(self.at.username or ""), unquote(self.at.password or ""))
                server.select(unquote(self.at.path.strip("/")) or "INBOX", readonly=True)
                found = server.search(None, "TO", f'"{address}"')[1][0] or b""
                return [self._read(server, number) for number in found.split()[-5:]]
            except imaplib.IMAP4.error as error:
                raise Unexpected(f"the mailbox refuses: {type(error).__name__}") from None

    def _read(self, server: imaplib.IMAP4, number: bytes) -> str:
        parts = server.fetch(number.decode(), "(BODY.PEEK[])")[1]
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        return self.text(email.message_from_bytes(raw, policy=default))


class Folder(Mailbox):
    """A Maildir that the mail server of a rehearsal fills."""

    def letters(self, address: str) -> list[str]:
        """Mails with that address in their ``To``."""
        box = mailbox.Maildir(unquote(self.at.path), factory=None, create=False)
        found = (email.message_from_bytes(box.get_bytes(key), policy=default) for key in box.iterkeys())
        return [self.text(mail) for mail in found if address in str(mail["To"])]


def postbox_at(named: str, page: Page, site: Site) -> Postbox:
    """By the setting SMOKE_MAILBOX, else the page. Raises Refused where there is neither."""
    at = urlsplit(named)
    if at.scheme == "imaps" or (at.scheme == "imap" and is_loopback(named)):
        return Imap(at)
    if at.scheme == "maildir":
        return Folder(at)
    if named:
        raise Refused("SMOKE_MAILBOX is imaps://user:password@host/INBOX or maildir:///folder?address=name@host")
    if not site.has_outbox:
        raise Refused("no page shows the mails of this environment: set SMOKE_MAILBOX=imaps://user:password@host/INBOX")
    return Outbox(page, site)
