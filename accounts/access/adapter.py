"""How allauth behaves here: six digits, our notices, our idea of an address, nobody suspended."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.access import devices
from accounts.notifications.actions import notify
from accounts.places.queries import home_zone
from accounts.users import actions, sealing
from accounts.users.models import User
from accounts.users.queries import by_address
from casaora.kit import clock, events, switches
from casaora.kit.acting import as_verb, become
from casaora.ratelimits import client_ip

#: allauth's template for a mail → our kind of notice. A template that is missing here is an error, not a silent default.
KINDS = {
    "account/email/email_confirmation": "account_code",
    "account/email/email_confirmation_signup": "account_code",
    "account/email/password_reset_code": "password_code",
    "account/email/account_already_exists": "account_exists",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/email_changed": "email_changed",
    "new_device": "new_device",  # ours
    "mfa/email/totp_activated": "second_factor_on",
    "mfa/email/totp_deactivated": "second_factor_off",
    "mfa/email/recovery_codes_generated": "recovery_codes_new",
}
#: Where each kind of person lands after signing in; the first that the installation has.
HOMES = {"staff": "admin:index", "professional": "professional:home", "customer": "bookings:home"}


class Adapter(DefaultAccountAdapter):
    """Sign-in by e-mail address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address and the password do not go together. Check both, or choose a new password."),
        "incorrect_code": _("These are not the digits that we sent. Check the newest e-mail."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, or choose a new password."),
        "same_as_current": _("This is the address that you have now."),
        "rate_limited": _("Too many tries. Wait a quarter of an hour."),
    }

    def generate_email_verification_code(self) -> str:
        """Six digits."""
        return six_digits()

    def generate_password_reset_code(self) -> str:
        """Six digits."""
        return six_digits()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth is a notice of ours: in the outbox, in the person's language, codes sealed."""
        person = context.get("user") or by_address(email)
        if person is None:
            return
        at = clock.now()
        kind = KINDS[template_prefix]
        facts = {"when": {"at": at.isoformat(), "zone": home_zone()}}
        if template_prefix == "account/email/email_changed":
            facts["new_address"] = context["to_email"]
        # allauth sends some of them after its own commit, so the transaction may have to be ours.
        with transaction.atomic(), as_verb():
            notify(
                person_id=person.pk, kind=kind, key=f"{kind}:{person.pk}:{secrets.token_hex(8)}", context=facts, at=at,
                to="" if email.lower() == person.email.lower() else email, secret=context.get("code", ""), is_listed=False,
            )  # fmt: skip

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Something about the account changed: the person is told at the address that knew them before."""
        self.send_mail(template_prefix, email or str(user.email), {**(context or {}), "user": user})  # type: ignore[attr-defined]

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address takes as long as with a new one: a password is hashed here, too."""
        make_password(secrets.token_urlsafe(12))
        super().send_account_already_exists_mail(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address that the limits count."""
        return client_ip(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of our own: ``//elsewhere`` and every absolute address are refused."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Unless staff have turned new accounts off."""
        return switches.is_on("sign_up")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted; whose address was tried is nobody's business but the limits'."""
        events.emit("sign_in_failed", level=logging.WARNING, reason="credentials")

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """The right password of a suspended person leads to the page that says so."""
        return self._stopped(request, user) or super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """The session begins (with a new key), and the rest of the request is this person's.

        Asked again here, because a suspension may come between the password and the code.
        """
        stopped = self._stopped(request, user)
        if stopped:
            raise ImmediateHttpResponse(stopped)
        is_new = getattr(user, "last_login", None) is not None and user.pk not in devices.people_of(request)
        super().login(request, user)
        actions.note_sign_in(person_id=user.pk, at=clock.now())
        become(person=user.pk)
        if is_new:  # not the first time ever, which is the sign-up
            self.send_notification_mail("new_device", user)

    def logout(self, request: HttpRequest) -> None:
        """The rest of the request is nobody's."""
        super().logout(request)
        become(person=None, groups=())

    def _stopped(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse | None:
        if getattr(user, "suspended_at", None) is None:
            return None
        clear_login(request)
        return self.respond_user_inactive(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's home page."""
        return home_of(request.user)  # type: ignore[arg-type]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the settings."""
        return reverse("accounts:settings")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Time-based codes, whose secrets are not readable in the database."""

    def encrypt(self, text: str) -> str:
        """Sealed with the installation's key."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opened again."""
        return sealing.unseal(encrypted_text)


def six_digits() -> str:
    """A code that people can type from one screen into another."""
    return f"{secrets.randbelow(10**6):06d}"


def home_of(person: User) -> str:
    """The path of a person's home page."""
    try:
        return reverse(HOMES[person.kind])
    except NoReverseMatch:
        return settings.LOGIN_REDIRECT_URL
