"""How complete a profile is: what is missing, why a family would like to know it, and where it is written. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.professionals.models import Professional

#: Shorter than this, a text about somebody says less than the headline.
ENOUGH = 120
#: The one part that no field of the form says: it has a page of its own.
PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a profile: its name, why it helps, the field that says it, whether it is there."""

    name: str
    why: str
    field: str
    is_there: bool


def parts(me: Professional, *, has_portrait: bool) -> list[Part]:
    """Everything that makes a profile whole, in the order of its form. ``has_portrait``: one that is shown, or that our team looks at."""
    return [
        Part(_("Your portrait"), _("Families open their door to a face that they know."), PORTRAIT, has_portrait),
        Part(_("One line in Spanish"), _("It stands beside your name in search, for families who read Spanish."), "headline_es", bool(me.headline_es.strip())),
        Part(_("About you, in Spanish"), _("Some sentences on how you work help a family to choose."), "about_es", len(me.about_es.strip()) >= ENOUGH),
        Part(_("One line in English"), _("Families who read English see it instead of the Spanish one."), "headline_en", bool(me.headline_en.strip())),
        Part(_("About you, in English"), _("The same sentences for those who read English."), "about_en", len(me.about_en.strip()) >= ENOUGH),
        Part(_("Your languages"), _("Families filter by the language that they speak at home."), "languages", bool(me.languages)),
        Part(_("Your experience"), _("How many years you have done this work stands on your page."), "years_of_experience", me.years_of_experience > 0),
    ]  # fmt: skip


def missing(me: Professional, *, has_portrait: bool) -> list[Part]:
    """What is not there yet."""
    return [part for part in parts(me, has_portrait=has_portrait) if not part.is_there]
