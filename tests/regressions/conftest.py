"""With PUT_BACK=1 every test here runs with its defect planted, and must fail: `make regressions` shows both runs."""

from __future__ import annotations

import os

import pytest

from tests.payouts.conftest import ana as ana
from tests.payouts.conftest import bank as bank
from tests.payouts.conftest import co as co
from tests.payouts.conftest import luz as luz


@pytest.fixture(autouse=True)
def planted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant the module's defect before its test, if asked to."""
    if os.environ.get("PUT_BACK"):
        if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
            request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
        request.module.put_back(monkeypatch)


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    return "transactional_db" in request.fixturenames or bool(mark and mark.kwargs.get("transaction"))
