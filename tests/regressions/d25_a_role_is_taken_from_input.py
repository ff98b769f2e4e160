"""Who somebody is came from what they sent: a role at sign-up, an approval of oneself, a session that nobody asked about again."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest
from django.test import Client

from accounts.access.sign_up import SignUp
from accounts.models import Check, Professional, User
from accounts.users.actions import MayNot
from accounts.users.backends import ByEmail
from accounts.vetting import actions as vetting
from casaora.demo import cast
from casaora.kit.acting import OWNER, WEB, acting
from casaora.kit.policies import ME
from casaora.kit.steps import By

DEFECT = "a role taken from sign-up data; a professional approves herself; a suspended session lives on"
pytestmark = pytest.mark.django_db
FORM = {
    "first_name": "Lucía",
    "last_name": "Mora",
    "email": "lucia@casaora.example",
    "password1": "un-arroz-con-coco",
    "accepts": "on",
}


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The form's role is hers, who says staff is staff, whose row it is may write all of it, and a session is good until it ends."""
    signed_up = SignUp.signup

    def as_asked_for(self: SignUp, request: HttpRequest, user: User) -> None:
        signed_up(self, request, user)
        user.is_staff = request.POST.get("role") == "staff"
        user.save(update_fields=["is_staff"])

    def as_claimed(by: By, *groups: str) -> User:
        return User.objects.get(pk=by.person_id or 0)

    monkeypatch.setattr(SignUp, "signup", as_asked_for)
    monkeypatch.setattr(vetting, "require_staff", as_claimed)
    monkeypatch.setattr(ByEmail, "user_can_authenticate", ModelBackend.user_can_authenticate)
    with acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON accounts_professional TO {WEB}")
        cursor.execute(
            f"CREATE POLICY own_row ON accounts_professional FOR UPDATE TO {WEB} USING (user_id = {ME}) WITH CHECK (user_id = {ME})"
        )


@pytest.fixture
def rosa(at: datetime) -> Professional:
    """All but approved: every check is there."""
    made, sara = cast.professional("Rosa", "Díaz"), cast.staff()
    for kind in Check.REQUIRED:
        vetting.add_check(professional_id=made.pk, kind=kind, valid_until=None, note="", by=By("staff", sara.pk), at=at)
    Professional.objects.filter(pk=made.pk).update(vetting_state=Professional.BACKGROUND)
    return made


def state_of(person: Professional) -> str:
    return str(Professional.objects.values_list("vetting_state", flat=True).get(pk=person.pk))


def test_whoever_signs_up_is_a_customer_whatever_the_form_said(client: Client) -> None:
    client.post("/en/account/signup/", FORM | {"role": "staff", "is_staff": "on", "vetting_state": "approved"})
    made = User.objects.get()
    assert (made.kind, made.is_superuser) == ("customer", False)


def test_saying_that_one_is_staff_approves_nobody(rosa: Professional, at: datetime) -> None:
    friend = cast.customer()
    with suppress(MayNot):
        vetting.advance(professional_id=rosa.pk, step="approve", by=By("staff", friend.pk), at=at)
    assert state_of(rosa) == Professional.BACKGROUND


def test_the_database_lets_nobody_write_her_own_approval(rosa: Professional) -> None:
    with acting(role=WEB, person=rosa.pk), suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_professional SET vetting_state = 'approved' WHERE user_id = %s", [rosa.pk])
    assert state_of(rosa) == Professional.BACKGROUND


def test_a_suspension_ends_the_sessions_that_are_open(client: Client, at: datetime, settings: Any) -> None:
    settings.SESSION_ENGINE = "accounts.users.sessions"
    camila, page = cast.customer(language="en"), "/en/account/settings/"
    client.force_login(camila.user)
    assert client.get(page).status_code == 200
    User.objects.filter(pk=camila.pk).update(suspended_at=at)
    client.post(page, {"first_name": "X", "last_name": "Y", "language": "en"})
    assert (client.get(page).status_code, User.objects.get(pk=camila.pk).first_name) == (302, "Camila")
