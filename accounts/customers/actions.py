"""Verbs of a household."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.customers.models import Address, Customer
from accounts.places.models import Neighborhood
from accounts.places.positions import Position
from accounts.users import actions as users
from accounts.users.models import Consent
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: More homes than anybody has; keeps a form that is sent again and again from filling the table.
MOST_ADDRESSES = 20
#: Of the words beside the button that tells where a home is; another text is another version.
POSITION_VERSION = "2026-11"


class TooManyAddresses(ValueError):
    """The address book is full."""


def register(*, person_id: int, at: datetime) -> Customer:
    """Make a person a customer, in the caller's transaction; nothing when they are."""
    made, _new = Customer.objects.get_or_create(user_id=person_id)
    return made


def set_phone(*, phone: str, by: By, at: datetime) -> Customer:
    """Change the customer's telephone (with country code, or empty); by themselves."""
    with transaction.atomic(durable=True), as_verb():
        customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.person_id)
        customer.phone = phone
        customer.save(update_fields=["phone"])
        return customer


def add_address(
    *, label: str, neighborhood: Neighborhood, line: str, notes: str, by: By, at: datetime, position: Position | None = None
) -> Address:
    """Add a home to the customer's book; ``position`` is where it is, if they said so. Raises TooManyAddresses."""
    with transaction.atomic(durable=True), as_verb():
        customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.person_id)
        if customer.addresses.filter(removed_at=None).count() >= MOST_ADDRESSES:
            raise TooManyAddresses
        address = Address(customer=customer, label=label, city_id=neighborhood.city_id, neighborhood=neighborhood, line=line, notes=notes)
        _place(address, position, at)
        address.save()
        return address


def change_address(
    *, address_id: int, label: str, neighborhood: Neighborhood, line: str, notes: str, by: By, at: datetime,
    position: Position | None = None, forget_position: bool = False,
) -> Address:  # fmt: skip
    """Correct a home. Bookings made before keep the address that they were made for. Raises Address.DoesNotExist for others'.

    A home that is somewhere else now is nowhere on the map until its household says where.
    """
    with transaction.atomic(durable=True), as_verb():
        address = _own(address_id, by)
        if position or forget_position or (address.line, address.neighborhood_id) != (line, neighborhood.pk):
            _place(address, None if forget_position else position, at)
        address.label, address.line, address.notes = label, line, notes
        address.neighborhood, address.city_id = neighborhood, neighborhood.city_id
        address.save()
        return address


def remove_address(*, address_id: int, by: By, at: datetime) -> Address:
    """Take a home out of the book; the row stays, because bookings name it. Raises Address.DoesNotExist for others'."""
    with transaction.atomic(durable=True), as_verb():
        address = _own(address_id, by)
        address.removed_at = at
        address.save(update_fields=["removed_at"])
        return address


def _place(address: Address, position: Position | None, at: datetime) -> None:
    """Keep where a home is, or forget it; what was agreed to is noted with the version of its words."""
    address.position = position
    if position is not None:
        users.consent(person_id=address.customer_id, purpose=Consent.POSITION, version=POSITION_VERSION, at=at)


def _own(address_id: int, by: By) -> Address:
    return Address.objects.select_for_update(no_key=True).get(pk=address_id, customer_id=by.person_id, removed_at=None)
