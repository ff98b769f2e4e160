"""The people who recur in every test and in the demo city."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.text import slugify

from accounts.customers.models import Address, Customer
from accounts.places.models import Neighborhood
from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.demo.places import bogota as bogota
from casaora.demo.places import city as city_of

PASSWORD = "casa-ora-de-prueba"


@cache
def _hashed() -> str:
    """Hashing is slow on purpose, and everybody here has the same password."""
    return make_password(PASSWORD)


def user(first: str, last: str, **fields: Any) -> User:
    """A person with a verified address ``first@casaora.example`` and the demo's password."""
    email = fields.pop("email", f"{slugify(first)}@casaora.example")
    person = User.objects.create(email=email, password=_hashed(), first_name=first, last_name=last, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def customer(
    first: str = "Camila", last: str = "Restrepo", neighborhood: str = "rosales", city: str = "bogota", **fields: Any
) -> Customer:
    """A household with one address."""
    made = Customer.objects.create(user=user(first, last, **fields), phone="+573001234567")
    place = Neighborhood.objects.get(slug=neighborhood, city=city_of(city))
    Address.objects.create(customer=made, label="Casa", city=place.city, neighborhood=place, line="Carrera 7 # 72-13, apto 901")
    return made


def professional(
    first: str = "Ana Milena", last: str = "Cárdenas", neighborhood: str = "chapinero-alto", city: str = "bogota", **fields: Any
) -> Professional:
    """An approved professional; offerings, hours and areas come from ``bookings``."""
    place = Neighborhood.objects.get(slug=neighborhood, city=city_of(city))
    profile = {
        "slug": slugify(f"{first} {last}"), "display_name": f"{first} {last}", "gender": "f", "languages": ["es"],
        "city": place.city, "neighborhood": place, "vetting_state": Professional.APPROVED,
        "approved_at": datetime(2026, 9, 1, 15, tzinfo=UTC), "years_of_experience": 8,
        "headline_es": "Once años cuidando casas.", "headline_en": "Eleven years keeping homes.",
    }  # fmt: skip
    profile |= {name: fields.pop(name) for name in list(fields) if name in profile or name.startswith(("about_", "is_listed"))}
    return Professional.objects.create(user=user(first, last, **fields), **profile)


def staff(first: str = "Sara", last: str = "Ospina", *groups: str) -> User:
    """Staff in some of the groups support, finance, operations (all of them when none is named)."""
    person = user(first, last, is_staff=True)
    for name in groups or ("support", "finance", "operations"):
        person.groups.add(Group.objects.get_or_create(name=name)[0])
    return person
