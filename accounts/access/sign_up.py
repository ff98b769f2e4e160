"""The part of the sign-up form that is ours. By itself, because allauth builds its forms on it when it is imported."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.customers import actions as customers
from accounts.users import actions as users
from accounts.users.forms import only_a_name
from accounts.users.models import Consent, User
from casaora.kit import clock

#: The version of the terms that the sign-up page links to.
TERMS_VERSION = "2026-11"


class SignUp(forms.Form):
    """A name beside the address and the password. Nobody chooses a role: everyone begins as a customer."""

    first_name = forms.CharField(
        label=_("Your first name"), max_length=60, validators=[only_a_name], widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Your last name"), max_length=60, validators=[only_a_name], widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    accepts = forms.BooleanField(
        label=_("I accept the terms and how Casaora treats my data"),
        error_messages={"required": _("Accept the terms to create your account.")},
    )

    field_order = ("first_name", "last_name", "email", "password1", "accepts")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth in the verb of the sign-up: the page's language becomes the person's."""
        at = clock.now()
        user.language = "es" if (get_language() or "").startswith("es") else "en"
        user.save(update_fields=["language"])
        customers.register(person_id=user.pk, at=at)
        users.consent(person_id=user.pk, purpose=Consent.TERMS, version=TERMS_VERSION, at=at)
