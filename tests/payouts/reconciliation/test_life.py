"""A life in order leaves no break; every kind of movement that the product makes meets its entry."""
from __future__ import annotations
import pytest
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.reconciliation import running
from payouts.reconciliation.models import Break, Match, Reconciliation
from tests.payouts.reconciliation import scenes
pytestmark = pytest.mark.django_db

def test_a_life(stage: Stage) -> None:
    scenes.lived(stage)
    run = scenes.run()
    print(run.counts, run.balances, scenes.opened())
    for b in Break.objects.all(): print(b.__dict__)
    assert 0
