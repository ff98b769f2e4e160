"""The worker is killed between claim, call and record of a capture: the janitor settles it, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection

from bookings.lifecycle import actions, deadlines
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.stripe.simulator.server import Server
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def same_database(url: str) -> str:
    """A login's URL, pointing at this test's database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_worker_leaves_nothing_undone_and_nothing_twice(stage: Stage, settings: django_settings, point: str) -> None:
    booking = stage.authorized()
    with Server(stage.sim, port=0) as server:
        environment = {
            **os.environ, "STRIPE_API_BASE": server.url, "DATABASE_SERVICE_URL": same_database(os.environ["DATABASE_SERVICE_URL"]),
        }  # fmt: skip
        arguments = [booking.reference, str(booking.professional_id), stage.at.isoformat(), point]
        died = subprocess.run([sys.executable, "-m", "tests.crashes.worker", *arguments], env=environment, capture_output=True, timeout=60, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert actions.read(booking.reference).state == "authorized"
    assert Attempt.objects.filter(outcome="", step="accept").count() == 1
    with pytest.raises(BeingConfirmed):
        actions.decline(reference=booking.reference, by=stage.as_professional, at=stage.at)

    first = deadlines.settle_unknown(stage.at + timedelta(minutes=3))
    second = deadlines.settle_unknown(stage.at + timedelta(minutes=9))
    assert (first.get("done"), second.get("done")) == (1, None)
    assert actions.read(booking.reference).state == "confirmed"
    assert Entry.objects.filter(kind="capture").count() == Earning.objects.count() == 1
    charges = [c for c in stage.sim.objects("charge") if c["captured"]]
    assert len(charges) == 1
