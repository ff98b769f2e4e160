"""The cast of the money tests."""

from __future__ import annotations

import pytest

from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.demo import cast


@pytest.fixture
def ana(db: None) -> Professional:
    return cast.professional()


@pytest.fixture
def luz(db: None) -> Professional:
    return cast.professional("Luz Marina", "Ospina")


@pytest.fixture
def sara(db: None) -> User:
    return cast.staff("Sara", "Ospina", "finance")
