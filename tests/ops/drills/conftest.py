"""What one drill asked the worker for, the next does not find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from casaora.ops import queues


@pytest.fixture(autouse=True)
def empty_queues() -> Iterator[None]:
    """After each drill."""
    yield
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with queues._client() as client:
        client.delete(*(f"{prefix}{queue}" for queue in queues.QUEUES))
