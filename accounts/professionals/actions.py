"""Verbs of a professional's profile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.professionals.models import Professional
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: What she may say about herself. Name, address of the page and vetting are not among it.
OWN = frozenset({
    "headline_en", "headline_es", "about_en", "about_es", "languages", "neighborhood", "years_of_experience", "gender", "is_listed",
})  # fmt: skip


def change_profile(*, by: By, at: datetime, **said: Any) -> Professional:
    """Change one's own profile; ``said`` names fields of OWN. The city follows the neighborhood. Raises TypeError for others."""
    if unknown := set(said) - OWN:
        raise TypeError(f"a profile's owner does not change {sorted(unknown)}")
    with transaction.atomic(durable=True), as_verb():
        professional = Professional.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.person_id)
        was_listed = professional.is_listed
        for name, value in said.items():
            setattr(professional, name, value)
        professional.city_id = professional.neighborhood.city_id
        professional.save(update_fields=[*said, "city"])
    if professional.is_listed != was_listed:
        events.emit("professional_listed" if professional.is_listed else "professional_unlisted", professional=professional.pk)
    return professional
