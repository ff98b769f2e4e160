"""Encryption at rest of the few values that would open an account: second-factor secrets, codes on their way."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"casaora.accounts.sealing").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _keys() -> MultiFernet:
    """The present SECRET_KEY seals; older ones (SECRET_KEY_FALLBACKS) still open."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """Encrypted and authenticated, as text."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises ``cryptography.fernet.InvalidToken`` when it was changed or the key is gone."""
    return _keys().decrypt(sealed.encode()).decode()
