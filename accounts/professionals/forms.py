"""What a professional says about herself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.places.forms import NeighborhoodField
from accounts.professionals.models import Professional
from accounts.users.forms import Dressed

SPOKEN = [("es", _("Spanish")), ("en", _("English")), ("pt", _("Portuguese")), ("fr", _("French")), ("it", _("Italian")), ("de", _("German"))]
GENDERS = [("f", _("she")), ("m", _("he")), ("n", _("they"))]


class AboutHer(Dressed, forms.Form):
    """The fields that the application and the profile share."""

    neighborhood = NeighborhoodField(label=_("Where you live"))
    languages = forms.MultipleChoiceField(label=_("Languages you speak"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple)
    years_of_experience = forms.IntegerField(label=_("Years of experience"), min_value=0, max_value=60)
    gender = forms.ChoiceField(label=_("How we write about you"), choices=GENDERS, widget=forms.RadioSelect)


class ApplicationForm(AboutHer):
    """The first step: who one is, in one's own language."""

    headline = forms.CharField(label=_("You in one line"), max_length=120, help_text=_("Eleven years keeping homes."))
    about = forms.CharField(
        label=_("What a family should know about you"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("How you work, what you like, what you would rather not do."),
    )  # fmt: skip
    field_order = ("headline", "about", "neighborhood", "languages", "years_of_experience", "gender")


class ProfileForm(AboutHer, forms.ModelForm):
    """The whole profile, in both languages."""

    class Meta:
        model = Professional
        fields = (
            "headline_es", "about_es", "headline_en", "about_en", "neighborhood", "languages", "years_of_experience", "gender", "is_listed",
        )  # fmt: skip
        labels = {
            "headline_es": _("You in one line, in Spanish"), "about_es": _("About you, in Spanish"),
            "headline_en": _("You in one line, in English"), "about_en": _("About you, in English"),
            "is_listed": _("Show me in search"),
        }  # fmt: skip
        help_texts = {"gender": "", "is_listed": _("Off: nobody new finds you. Visits that are agreed stay.")}

    field_order = Meta.fields

    def clean(self) -> dict[str, Any]:
        """At least one language must say something."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("headline_es") and not said.get("headline_en"):
            self.add_error("headline_es", _("Write one line about you in at least one language."))
        return said
