"""Reads a calendar as RFC 5545 says, strictly, so that what we write is held to it and not to itself."""

from __future__ import annotations

import re

NAME = re.compile(r"[A-Za-z0-9-]+")


def unfolded(raw: bytes) -> list[str]:
    """Content lines. Every line ends with CRLF, none is longer than 75 octets, a continuation begins with one space."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    lines: list[str] = []
    for line in raw[:-2].split(b"\r\n"):
        assert len(line) <= 75
        words = line.decode()  # no letter is cut in two
        if words.startswith(" "):
            lines[-1] += words[1:]
        else:
            lines.append(words)
    return lines


def unescaped(value: str) -> str:
    """A TEXT value as people wrote it. Nothing but the four escapes is allowed, and no bare comma or semicolon."""
    out, letters = [], iter(value)
    for letter in letters:
        assert letter not in ",;"
        if letter == "\\":
            after = next(letters)
            assert after in "\\;,nN"
            letter = "\n" if after in "nN" else after
        out.append(letter)
    return "".join(out)


def read(raw: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The calendar's own properties and each event's, as (name → raw value). Blocks are closed in order."""
    whole: dict[str, str] = {}
    events: list[dict[str, str]] = []
    open_blocks: list[str] = []
    for line in unfolded(raw):
        head, colon, value = line.partition(":")
        name = head.split(";")[0]
        assert colon
        assert NAME.fullmatch(name)
        if name == "BEGIN":
            open_blocks.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_blocks.pop() == value
        else:
            block = events[-1] if open_blocks[-1] == "VEVENT" else whole
            assert name not in block
            block[name] = value
    assert open_blocks == []
    assert whole["VERSION"] == "2.0"
    assert whole["PRODID"]
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)
        for moment in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", event[moment])
        assert event["STATUS"] in ("TENTATIVE", "CONFIRMED", "CANCELLED")
    return whole, events
