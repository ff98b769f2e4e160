"""allauth's forms in our words: labels, hints, no placeholders (they vanish when one begins to type)."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _

from accounts.users.forms import Dressed

EMAIL, PASSWORD, NEW, AGAIN = _("E-mail"), _("Password"), _("New password"), _("New password, once more")
LONG = _("10 characters or more. A phrase works well.")
SIX = _("Six digits")


class Worded(Dressed):
    """Puts our words on fields that allauth made. Mixed in before its form."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in self.labels:
                field.help_text = self.hints.get(name, "")


class SignIn(Worded, account.LoginForm):
    """Address and password."""

    labels = {"login": EMAIL, "password": PASSWORD}


class SignUp(Worded, account.SignupForm):
    """Name, address, password, terms."""

    labels = {"email": EMAIL, "password1": PASSWORD}
    hints = {"password1": LONG}


class Digits(Dressed):
    """A field for six digits, for the telephone's keypad and its suggestion from the newest message."""

    digits_label: Any = SIX

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = self.digits_label
        field.widget.attrs = {"class": "input", "autocomplete": "one-time-code", "inputmode": "numeric"}


class ConfirmAddress(Digits, account.ConfirmEmailVerificationCodeForm):
    """The code that shows an address is theirs."""


class ConfirmReset(Digits, account.ConfirmPasswordResetCodeForm):
    """The code that lets them choose a new password."""


class ResetPassword(Worded, account.ResetPasswordForm):
    """Where to send the code."""

    labels = {"email": EMAIL}


class NewPassword(Worded, account.ResetPasswordKeyForm):
    """After the code."""

    labels = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": LONG}


class ChangePassword(Worded, account.ChangePasswordForm):
    """With the present one."""

    labels = {"oldpassword": _("Present password"), "password1": NEW, "password2": AGAIN}
    hints = {"password1": LONG}


class NewAddress(Worded, account.AddEmailForm):
    """Takes effect once its code was typed."""

    labels = {"email": _("New e-mail")}


class Again(Worded, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": PASSWORD}


class SecondFactor(Digits, mfa.AuthenticateForm):
    """The six digits of the app, or a recovery code."""

    digits_label = _("Code of your app, or a recovery code")


class SecondFactorAgain(Digits, mfa.ReauthenticateForm):
    """The same, before something that matters."""

    digits_label = SecondFactor.digits_label


class FirstDigits(Digits, ActivateTOTPForm):
    """Proves that the app was set up."""
