"""The name of a kept search, and whether to tell."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.users.forms import Dressed


class SavedForm(Dressed, forms.Form):
    """Name, and a box that nobody ticks for them."""

    name = forms.CharField(label=_("What do you call it?"), max_length=60, error_messages={"required": _("Give it a name")})
    tells = forms.BooleanField(
        label=_("Write to me when somebody new fits"), required=False,
        help_text=_("At most one e-mail a day. You can stop it here or in the e-mail."),
    )  # fmt: skip
