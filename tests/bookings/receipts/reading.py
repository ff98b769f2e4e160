"""Reads the words of a PDF that our own library has written: each page's strings, through the table of each font."""

from __future__ import annotations

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.S)
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|\[((?:\((?:\\.|[^\\()])*\)|[^\]])*)\] TJ", re.S)
PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.S)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _letters(table: bytes) -> dict[int, str]:
    """Glyph number → letters, from a ToUnicode table."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table)
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in pairs}


def words(pdf: bytes) -> str:
    """Everything that is written on the pages, one shown string a line."""
    assert pdf.startswith(b"%PDF-")
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/F(\d+) (\d+) 0 R", body):
            font = objects[int(number)]
            table = re.search(rb"/ToUnicode (\d+) 0 R", font)
            if table:
                fonts[int(name)] = _letters(_stream(objects[int(table[1])]))
    lines = []
    for body in objects.values():
        content = _stream(body) if b"/Length" in body and b"/Type" not in body else b""
        if b" Tf" not in content:
            continue
        table_now: dict[int, str] = {}
        for font, shown, pieces in SHOWN.findall(content):
            if font:
                table_now = fonts[int(font)]
                continue
            raw = shown or b"".join(PIECE.findall(pieces))
            glyphs = re.sub(rb"\\(.)", lambda m: ESCAPED.get(m[1], m[1]), raw, flags=re.S)
            numbers = [int.from_bytes(glyphs[n : n + 2]) for n in range(0, len(glyphs), 2)]
            lines.append("".join(table_now.get(n, "�") for n in numbers))
    return "\n".join(lines)
