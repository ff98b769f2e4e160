"""Sign-up: a name beside the address and the password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User


class SignUp(forms.Form):
    """What allauth's sign-up form is built on. Nobody chooses a role here."""

    first_name = forms.CharField(label=_("Your first name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(label=_("Your last name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Runs inside allauth's own transaction: the language of the page becomes the person's."""
        user.language = "es" if (get_language() or "").startswith("es") else "en"
        user.save(update_fields=["language"])
