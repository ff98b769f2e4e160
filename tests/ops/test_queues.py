"""What waits in the broker is counted where the broker is one server, and where sentinels name it."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from casaora import stores
from casaora.ops import queues
from tests.kit.test_stores import eventually, watched  # noqa: F401


def put(settings: Any, url: str) -> None:
    settings.CELERY_BROKER_URL, said = stores.broker(url)
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **said}


def test_the_queues_of_a_master_that_sentinels_name_are_counted(watched: tuple[str, subprocess.Popen[bytes]], settings: Any) -> None:  # noqa: F811
    put(settings, watched[0])
    eventually(lambda: queues._client().ping())
    with queues._client() as client:
        client.rpush(f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}money", "one", "two")
    assert queues.depths() == {"money": 2, "notices": 0, "celery": 0}


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "sentinel://:x@127.0.0.1:1,127.0.0.1:2/0?master=house"])
def test_a_broker_that_is_away_is_said_to_be_away(url: str, settings: Any) -> None:
    put(settings, url)
    with pytest.raises(queues.BrokerAway):
        queues.depths()
