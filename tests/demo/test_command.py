"""`manage.py demo`: over HTTP against a processor of its own, its refusals, and who may sign in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.users.models import User
from bookings.lifecycle.models import Booking
from casaora.demo import cast, logins
from casaora.demo.city import SMALL, City
from casaora.kit import clock
from casaora.local.processes import free_port
from casaora.ops import invariants
from casaora.stripe.models import Event
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server


def demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def over_http(settings: django_settings) -> Iterator[Server]:
    """The processor as `make run` starts it: it sends its webhooks to an address where nobody is yet."""
    settings.SITE_URL = f"http://127.0.0.1:{free_port()}"
    simulator = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    with Server(simulator, webhook_url=f"{settings.SITE_URL}/webhooks/stripe/") as server:
        settings.STRIPE_API_BASE = server.url
        yield server


@pytest.mark.django_db
def test_the_command_builds_over_http_and_takes_in_the_webhooks(over_http: Server) -> None:
    report = json.loads(demo("--small", "--json", "--until", "2026-11-23T09:00-05:00"))
    assert report["bookings"] == Booking.objects.count() > 10
    until = datetime.fromisoformat("2026-11-23T09:00-05:00")
    assert timedelta(seconds=-2) < clock.now() - until < timedelta(seconds=30)
    assert Event.objects.filter(type="checkout.session.completed").exclude(handled_at=None).exists()
    assert {name: found for name, found in invariants.check(until).items() if found} == {}
    assert "people: 12" in demo("--if-empty")
    with pytest.raises(CommandError, match="people in this database"):
        demo()


@pytest.mark.django_db
def test_no_processor_but_the_simulator_of_this_machine_is_taken(settings: django_settings) -> None:
    for base in ("", "https://api.stripe.com", "http://10.0.0.7:8010"):
        settings.STRIPE_API_BASE = base
        with pytest.raises(CommandError, match="simulator of this machine"):
            demo()
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match="nothing answers"):
        demo()


@pytest.mark.django_db
@pytest.mark.parametrize("until", ["tomorrow", "2026-11-23T09:00"])
def test_a_moment_needs_its_zone(until: str, over_http: Server) -> None:
    with pytest.raises(CommandError, match="with its zone"):
        demo("--until", until)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--if-empty"], ["--who"], ["--code"]])
def test_a_deployed_environment_hears_nothing_of_it(settings: django_settings, arguments: list[str]) -> None:
    settings.IS_DEPLOYED = True
    with pytest.raises(CommandError, match="developer's machine"):
        demo(*arguments)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_who_is_there_is_told_with_the_password_that_opens(build: Callable[..., City], at: datetime, client: Client) -> None:
    assert "nobody lives here yet" in demo("--who")
    build(at, size=SMALL)
    told = json.loads(demo("--who", "--json"))["logins"]
    assert {row["email"] for row in told} == set(User.objects.values_list("email", flat=True))
    assert "ana-milena@casaora.example" in demo("--who")
    assert all(row["email"] in demo("--who", "--everybody") for row in told)
    assert client.login(username="camila@casaora.example", password=cast.PASSWORD)
    for row in logins.codes():
        person = User.objects.get(email=row["email"])
        assert person.is_staff
        assert TOTP(Authenticator.objects.get(user=person)).validate_code(row["code"])
