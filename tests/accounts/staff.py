"""Staff who went through the second factor, for the tests of every staff page."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from accounts.models import User
from casaora.demo import cast
from casaora.kit.steps import By


def with_second_factor(person: User) -> str:
    """Set up the person's app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def digits(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enter(client: Client, person: User) -> Client:
    """Sign in as staff who used the second factor in this session."""
    if not Authenticator.objects.filter(user=person, type="totp").exists():
        with_second_factor(person)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def staff(first: str = "Sara", *groups: str) -> By:
    """One of our team, of support unless told, made when first asked for."""
    person = User.objects.filter(first_name=first, is_staff=True).first() or cast.staff(first, "Ospina", *(groups or ("support",)))
    return By("staff", person.pk)


def finance() -> By:
    """Somebody who may give money back and answer a bank."""
    return staff("Eva", "finance")
