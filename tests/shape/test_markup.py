"""What people wrote is words, wherever it is read: pages of everybody, the staff site, mails."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Address, Professional, User
from bookings.models import Booking, Extra, Offering
from casaora.admin_site import site
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock, outbox
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db
EVIL = "<img src=x onerror=alert(1)>\"'"


def browser(person: User | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def written_everywhere(stage: Stage) -> Booking:
    """A booking whose people wrote markup into every field they have."""
    User.objects.update(first_name=EVIL, last_name=EVIL)
    words = {f"{name}_{language}": EVIL for name in ("headline", "about") for language in ("en", "es")}
    Professional.objects.update(display_name=f"{EVIL} {EVIL}", **words)
    Address.objects.update(label=EVIL, line=EVIL, notes=EVIL)
    Offering.objects.update(description_en=EVIL, description_es=EVIL)
    Extra.objects.create(offering=stage.offering, name_en=EVIL, name_es=EVIL, price_minor=1_000_000)
    stage.offering.refresh_from_db()
    return stage.completed(message=EVIL, starts_at=None)


def test_markup_that_people_wrote_is_never_markup(stage: Stage) -> None:
    booking = written_everywhere(stage)
    slug, home = stage.offering.professional.slug, stage.customer.addresses.get().pk
    choice = "?service=regular-cleaning&minutes=240&start=2026-11-27T15:00Z"
    reads = {
        None: ["/en/", "/en/search/", f"/en/professionals/{slug}/", f"/en/bookings/new/{slug}/", f"/en/search/?city={EVIL}&service={EVIL}"],
        stage.customer.user: [
            "/en/home/", "/en/bookings/", f"/en/bookings/{booking.reference}/", f"/en/bookings/{booking.reference}/payment/",
            f"/en/bookings/new/{slug}/place/{choice}", f"/en/bookings/new/{slug}/review/{choice}&address={home}", "/en/account/settings/",
            f"/en/account/addresses/{home}/", "/en/account/notices/", "/en/account/sessions/", "/en/bookings/favorites/", "/en/bookings/calendar/",
        ],
        stage.offering.professional.user: [
            "/en/professional/", "/en/professional/bookings/", "/en/professional/calendar/", f"/en/bookings/{booking.reference}/", "/en/professional/profile/",
            "/en/professional/offerings/", "/en/professional/availability/", "/en/professional/earnings/", "/en/account/notices/",
        ],
    }  # fmt: skip
    for person, addresses in reads.items():
        for address in addresses:
            answer = browser(person).get(address)
            assert answer.status_code == 200, address
            assert "<img src=x" not in answer.content.decode(), address


def test_nor_on_the_staff_site_or_in_a_mail(stage: Stage) -> None:
    written_everywhere(stage)
    staff = enter(Client(), cast.staff())
    for model in site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for read in (address, *(f"{address}{row.pk}/change/" for row in model._default_manager.all()[:3])):
            answer = staff.get(read)
            assert answer.status_code == 200, read
            assert "<img src=x" not in answer.content.decode(), read
    outbox.deliver_all(clock.now())
    assert mail.outbox
    for letter in mail.outbox:
        assert "\n" not in letter.subject
        assert "<img src=x" not in str(letter.alternatives[0][0])  # type: ignore[attr-defined]
