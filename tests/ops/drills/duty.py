"""Somebody on duty: works the staff site's buttons, and the worker that does what they asked for."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.users.models import User
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.kit.steps import By
from casaora.ops import queues
from casaora.ops.models import Alarm
from tests.accounts.staff import enter, staff


class Duty:
    """One person of staff at the operations page."""

    def __init__(self, first: str = "Olga", *groups: str) -> None:
        self.person = User.objects.get(pk=staff(first, *(groups or ("operations",))).person_id)
        self.client = enter(Client(), self.person)

    def reads(self, address: str = "/admin/") -> str:
        """A page of the staff site, in English."""
        answer = self.client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def opens(self, slug: str) -> str:
        """The runbook."""
        return self.reads(reverse("admin:runbook", args=[slug]))

    def _posts(self, name: str, argument: Any, **form: str) -> str:
        answer: HttpResponse = self.client.post(reverse(f"admin:{name}", args=[argument]), form, follow=True, headers={"accept-language": "en"})
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def takes(self, kind: str) -> str:
        """I take it."""
        return self._posts("take_alarm", Alarm.objects.get(kind=kind, state=Alarm.OPEN).pk)

    def closes(self, kind: str, why: str) -> str:
        """What was done."""
        return self._posts("close_alarm", Alarm.objects.get(kind=kind, state=Alarm.OPEN).pk, why=why)

    def presses(self, remedy: str, why: str = "") -> str:
        """Do it now, or ask a second person."""
        return self._posts("apply_remedy", remedy, why=why)

    def approves(self, asked_id: int) -> str:
        """The second person."""
        return self._posts("approve_remedy", asked_id)

    def turns(self, switch: str, to: str, why: str = "a drill") -> str:
        """A switch of the house."""
        return self._posts("turn_switch", switch, to=to, why=why)


def the_worker_works(at: datetime) -> list[str]:
    """Take what the buttons put into the broker, and run it; the names of the jobs."""
    prefix, done = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"], []
    moment = max(at, clock.now()) + timedelta(seconds=1)  # after whatever the button made due
    clock.set_to(moment)
    with queues._client() as client:
        for queue in queues.QUEUES:
            while message := client.rpop(f"{prefix}{queue}"):
                task = json.loads(message)  # type: ignore[arg-type]
                assert task["headers"]["task"] == "casaora.schedule.run_job"
                (name, *by), _named, _more = json.loads(base64.b64decode(task["body"]))
                record = schedule.run(name, moment, By(*by) if by else schedule.CLOCK)
                assert record is not None
                assert record.status == JobRun.SUCCEEDED, (name, record.counts, record.error)
                done.append(name)
    return done


def the_processor_tells(stage: Stage, at: datetime) -> int:
    """Deliver every message that is on its way to our door, signed; how many."""
    door, told = Client(), 0
    clock.set_to(max(at, clock.now()))
    for delivery in stage.sim.deliveries.due():
        answer = door.post("/webhooks/stripe/", delivery.body, "application/json", headers={"stripe-signature": delivery.signature})
        assert answer.status_code == 200
        stage.sim.deliveries.answered(delivery, 200)
        told += 1
    return told


def sound(at: datetime) -> None:
    """The clock goes again, and then no proof finds anything."""
    clock.set_to(max(at, clock.now()))
    schedule.run_due(clock.now())
    call_command("check_invariants", "--without-processor", verbosity=0)
    call_command("ledger", "verify", verbosity=0)
