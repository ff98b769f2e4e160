"""The team, and somebody who has just applied."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from django.utils.text import slugify

from casaora.demo.people.portraits import Portrait, Work


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff, and the group that says what they may do."""

    first: str
    last: str
    group: str
    language: str = "es"

    @property
    def key(self) -> str:
        """The first name as in the address."""
        return slugify(self.first)

    @property
    def totp_secret(self) -> str:
        """The second key of a demo login: known to everybody who reads this, so it opens nothing but a demo."""
        return base64.b32encode(hashlib.sha256(f"casaora demo {self.key}".encode()).digest()[:20]).decode()


TEAM = (
    Colleague("Sara", "Ospina", "support"),
    Colleague("Mauricio", "Galvis", "finance"),
    Colleague("Beatriz", "Lozano", "finance"),  # what moves money takes two
    Colleague("Lina", "Peñaloza", "operations", "en"),
)

APPLICANT = Portrait(
    "Leidy Johana", "Muñoz", "f", "suba-centro", 4,
    "Aseo y lavado, con referencias de tres familias.",
    "Cleaning and laundry, with references of three families.",
    "Quiero trabajar cerca de mi casa y tener mis propios horarios.",
    "I want to work near my home and choose my own hours.",
    (Work("regular-cleaning", 30_000),), areas=("suba-centro",),
)  # fmt: skip
