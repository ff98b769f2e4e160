"""How a password is checked."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from casaora.kit.acting import as_verb


class ByEmail(AuthenticationBackend):
    """allauth's check by e-mail address (same time whether the person exists), inside a verb: nobody is known yet."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The person, or None."""
        with transaction.atomic(), as_verb():
            return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """A suspended person is stopped at sign-in and, since get_user asks this too, in every open session."""
        return super().user_can_authenticate(user) and getattr(user, "suspended_at", None) is None
