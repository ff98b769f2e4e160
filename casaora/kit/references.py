"""Short public ids that people can read aloud: ``CB-7Q2MXA``."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager

#: No 0/O, 1/I/L or U: nothing that looks or sounds like something else, and fewer accidental words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = r"[A-Z]{2}-[2-9A-HJKMNP-TV-Z]{6}"
_source: random.Random = random.SystemRandom()


def new(prefix: str) -> str:
    """A fresh reference with a two-letter prefix. The column it goes to is unique besides."""
    if not re.fullmatch(r"[A-Z]{2}", prefix):
        raise ValueError("a prefix is two capital letters")
    return f"{prefix}-{''.join(_source.choice(ALPHABET) for _ in range(6))}"


def digits(count: int) -> str:
    """``count`` random digits, such as a start code."""
    return "".join(_source.choice("0123456789") for _ in range(count))


@contextmanager
def seeded(seed: int | str) -> Iterator[random.Random]:
    """Within the block references repeat for the same seed. For the demo city only: they can be guessed."""
    global _source
    before, _source = _source, random.Random(seed)
    try:
        yield _source
    finally:
        _source = before
