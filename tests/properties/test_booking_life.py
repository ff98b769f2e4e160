"""200 histories of bookings in `make test`, 2 000 in `make test-long`: the money is right after every step, and all is well at the end."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.life import Life

HISTORIES = int(os.environ.get("HISTORIES", "200"))
#: Each part is another seed, so that workers share them.
PARTS = 8
STEPS = 25


@pytest.mark.histories
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_history_ends_well(part: int, record_property: Callable[[str, object], None]) -> None:
    count = 0

    class Counted(Life):
        taken: Counter[str] = Counter()

        def __init__(self) -> None:
            nonlocal count
            count += 1
            super().__init__()

    given = settings(
        max_examples=HISTORIES // PARTS, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    seed(part)(Counted)
    run_state_machine_as_test(Counted, settings=given)
    record_property("figure", f"booking life, part {part + 1} of {PARTS}: {count} histories of up to {STEPS} acts: {dict(sorted(Counted.taken.items()))}")
