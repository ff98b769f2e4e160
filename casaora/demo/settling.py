"""People arrive: households sign up, professionals apply, are looked at by staff, and open their books. By the verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.access.sign_up import TERMS_VERSION
from accounts.customers import actions as customers
from accounts.photos import actions as photos
from accounts.photos.models import Photo
from accounts.places.models import Neighborhood
from accounts.professionals.actions import change_profile
from accounts.users.actions import consent
from accounts.users.models import Consent
from accounts.vetting import actions as vetting
from accounts.vetting.models import Check
from bookings.availability import actions as availability
from bookings.catalog import actions as catalog
from bookings.catalog.models import Offering
from casaora.demo import cast, faces
from casaora.demo.catalog import services
from casaora.demo.doors import home_of
from casaora.demo.people import Colleague, Household, Portrait
from casaora.demo.walk import Walk
from casaora.kit.money import STEP, Money
from casaora.kit.steps import By
from payouts.connect import actions as connect

DAY = timedelta(days=1)
#: From an application to the first offering.
VETTING = 8 * DAY
YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Resident:
    """A household's person, as visits need them."""

    pk: int
    language: str
    zone: ZoneInfo
    address_id: int


@dataclass
class Settling:
    """Who is there so far, by the keys of their portraits."""

    walk: Walk
    #: By city and neighborhood: several cities have a Boston.
    places: dict[tuple[str, str], Neighborhood]
    residents: dict[str, Resident] = field(default_factory=dict)
    professionals: dict[str, int] = field(default_factory=dict)
    offerings: dict[tuple[str, str], Offering] = field(default_factory=dict)
    #: How many more portraits are drawn: each takes a tenth of a second.
    faces: int = 60
    support: By = field(default_factory=lambda: By("staff"))

    def colleague(self, who: Colleague, at: datetime) -> None:
        """Staff have no verb: an operator makes them. The second key is the portrait's."""
        person = cast.user(who.first, who.last, is_staff=True, language=who.language, date_joined=at)
        person.groups.add(Group.objects.get_or_create(name=who.group)[0])
        TOTP.activate(person, who.totp_secret)
        if who.group == "support":
            self.support = By("staff", person.pk)

    def household(self, who: Household, at: datetime) -> None:
        """Signs up and writes down the home."""
        with transaction.atomic():
            person = cast.user(who.first, who.last, language=who.language, date_joined=at)
            customers.register(person_id=person.pk, at=at)
            consent(person_id=person.pk, purpose=Consent.TERMS, version=TERMS_VERSION, at=at)
        by, home = By("customer", person.pk), self.places[who.city, who.home]
        customers.set_phone(phone=who.phone, by=by, at=at)
        label = "Home" if who.language == "en" else "Casa"
        address = customers.add_address(label=label, neighborhood=home, line=who.line, notes=who.notes, by=by, at=at, position=home_of(who.key, home))
        label, place, line = who.other
        if line:
            customers.add_address(label=label, neighborhood=self.places[who.city, place], line=line, notes="", by=by, at=at)
        self.residents[who.key] = Resident(person.pk, who.language, home.city.zone, address.pk)

    def professional(self, who: Portrait, at: datetime, *, police_until: datetime | None = None) -> None:
        """Applies; staff look at documents, talk, check, and approve within VETTING; then she opens her books."""
        pk = self.apply(who, at)
        steps: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
            (1 * DAY, partial(self._advance, pk, "ask_documents")),
            (3 * DAY, partial(self._advance, pk, "invite")),
            (5 * DAY, partial(self._advance, pk, "check_background")),
            (VETTING - timedelta(hours=2), partial(self._approve, pk, who, police_until)),
            (VETTING, partial(self._open_books, pk, who)),
            (VETTING, partial(self._show_face, pk, who)),
            (VETTING + timedelta(hours=1), partial(self._open_account, pk, who)),
        )
        for after, step in steps:
            self.walk.later(at + after, step)

    def apply(self, who: Portrait, at: datetime) -> int:
        """Sign up and ask to work; her key."""
        language = "en" if who.languages[-1] == "en" and who.first == "Valentina" else "es"
        person = cast.user(who.first, who.last, language=language, date_joined=at)
        said = {"headline": who.headline_es, "about": who.about_es} if language == "es" else {"headline": who.headline_en, "about": who.about_en}
        vetting.apply(
            neighborhood=self.places[who.city, who.home], languages=list(who.languages), years=who.years, gender=who.gender,
            by=By("professional", person.pk), at=at, **said,
        )  # fmt: skip
        self.professionals[who.key] = person.pk
        return person.pk

    def ask_documents(self, who: Portrait, at: datetime) -> None:
        """The first of staff's steps."""
        self._advance(self.professionals[who.key], "ask_documents", at)

    def _advance(self, pk: int, step: str, at: datetime) -> None:
        vetting.advance(professional_id=pk, step=step, by=self.support, at=at)

    def _approve(self, pk: int, who: Portrait, police_until: datetime | None, at: datetime) -> None:
        until = {Check.IDENTITY: None, Check.POLICE: police_until or at + YEAR, Check.REFERENCES: None, Check.INTERVIEW: None}
        if who.certificate:
            until[Check.CERTIFICATE] = at + 2 * YEAR
        for kind, valid_until in until.items():
            vetting.add_check(professional_id=pk, kind=kind, valid_until=valid_until, note=who.certificate if kind == Check.CERTIFICATE else "", by=self.support, at=at)
        self._advance(pk, "approve", at)

    def _show_face(self, pk: int, who: Portrait, at: datetime) -> None:
        """A drawn portrait, looked at by support. Not everybody has one: some pages show initials."""
        if self.faces > 0:
            self.faces -= 1
            portrait = photos.add(kind=Photo.PORTRAIT, content=faces.portrait(who.key, who.gender), by=By("professional", pk), at=at)
            photos.show(photo_id=portrait.pk, by=self.support, at=at)

    def _open_books(self, pk: int, who: Portrait, at: datetime) -> None:
        """What she offers, for how much, when and where."""
        by = By("professional", pk)
        change_profile(
            by=by, at=at, headline_es=who.headline_es, headline_en=who.headline_en, about_es=who.about_es, about_en=who.about_en,
            neighborhood=self.places[who.city, who.home],
        )  # fmt: skip
        for work in who.work:
            offering = catalog.offer(
                professional_id=pk, service_id=services()[work.service].pk, rate=_cop(work.pesos), minimum_minutes=work.minimum_minutes,
                by=by, at=at,
            )  # fmt: skip
            for name_en, name_es, pesos, is_hourly in work.extras:
                catalog.add_extra(
                    offering_id=offering.pk, name_en=name_en, name_es=name_es, price=_cop(pesos), is_hourly=is_hourly, by=by, at=at
                )
            self.offerings[who.key, work.service] = offering
        availability.set_week(professional_id=pk, hours=who.hours, by=by, at=at)
        availability.set_areas(professional_id=pk, neighborhoods={self.places[who.city, slug].pk for slug in who.areas}, by=by, at=at)
        if who.wishes is not None:
            availability.set_rules(professional_id=pk, wishes=who.wishes, by=by, at=at)

    def _open_account(self, pk: int, who: Portrait, at: datetime) -> None:
        """Her account at the processor, and its questions answered; or left for later."""
        connect.open(professional_id=pk, by=By("professional", pk), at=at)
        page = f"{settings.SITE_URL}/es/professional/"
        link = connect.onboarding_link(professional_id=pk, return_url=page, refresh_url=page)
        self.walk.processor.fill_in(link, state="ready" if who.can_be_paid else "incomplete")
        connect.refresh(professional_id=pk, at=at)  # as the page does to which she comes back


def _cop(pesos: int) -> Money:
    return Money(pesos * STEP["COP"], "COP")
