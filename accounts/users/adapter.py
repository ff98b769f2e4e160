"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class Adapter(DefaultAccountAdapter):
    """Sign-in by e-mail."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Time-based codes."""
