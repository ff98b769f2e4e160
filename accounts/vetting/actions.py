"""Verbs of vetting. The professional applies; everything else is staff's, one named person a step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.text import slugify

from accounts.notifications.actions import notify
from accounts.notifications.models import Notice
from accounts.places.models import Neighborhood
from accounts.places.queries import home_zone
from accounts.professionals.models import Professional
from accounts.users.actions import MayNot, WhyMissing, require_staff
from accounts.users.models import User
from accounts.vetting.models import Check, VettingStep
from accounts.vetting.process import APPROVED, NEEDS_WHY, PROCESS
from accounts.vetting.queries import expired_checks, latest_checks, missing_checks
from casaora.kit.acting import as_verb
from casaora.kit.steps import By


class NotFromHere(ValueError):
    """The professional's state does not allow this step."""


class ChecksMissing(ValueError):
    """Some required checks are not there or ran out; ``args[0]`` lists their kinds."""

    def __str__(self) -> str:
        """For the staff member who approves."""
        return f"Checks are missing or ran out: {', '.join(self.args[0])}."


class AlreadyApplied(ValueError):
    """The person has a profile."""


def apply(*, neighborhood: Neighborhood, headline: str, about: str, languages: list[str], years: int, gender: str, by: By,
          at: datetime) -> Professional:  # fmt: skip
    """Ask to work: makes the person's profile, not yet public. Raises AlreadyApplied.

    ``headline`` and ``about`` are in the person's own language.
    """
    with transaction.atomic(durable=True), as_verb():
        person = User.objects.select_for_update(no_key=True).get(pk=by.person_id or 0)
        if Professional.objects.filter(pk=person.pk).exists():
            raise AlreadyApplied
        words = {f"headline_{person.language}": headline, f"about_{person.language}": about}
        made = Professional.objects.create(
            user=person, slug=_free_slug(person), display_name=person.get_full_name(), gender=gender, languages=languages,
            years_of_experience=years, city_id=neighborhood.city_id, neighborhood=neighborhood, **words,
        )  # fmt: skip
        _write("apply", made, "", by, at, "")
        return made


def advance(*, professional_id: int, step: str, why: str = "", by: By, at: datetime) -> Professional:
    """Take one of staff's steps: ask_documents, invite, check_background, approve, reject, suspend or reinstate.

    By staff of ``support`` who are not the professional. Raises MayNot, NotFromHere, WhyMissing, ChecksMissing.
    """
    row = PROCESS[step]
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "support")
        if by.role not in row.by or by.person_id == professional_id:
            raise MayNot(f"{step} is somebody else's to decide")
        professional = Professional.objects.select_for_update(no_key=True, of=("self",)).get(pk=professional_id)
        before = professional.vetting_state
        if before not in row.sources:
            raise NotFromHere(f"{step} does not start from {before}")
        if step in NEEDS_WHY and not why.strip():
            raise WhyMissing
        if row.target == APPROVED:
            missing = missing_checks(professional_id, at)
            if missing:
                raise ChecksMissing(missing)
        professional.vetting_state = str(row.target)
        if row.target == APPROVED and professional.approved_at is None:
            professional.approved_at = at
        professional.save(update_fields=["vetting_state", "approved_at"])
        _write(step, professional, before, by, at, why.strip())
        return professional


def add_check(*, professional_id: int, kind: str, valid_until: datetime | None, note: str, by: By, at: datetime) -> Check:
    """Record that something was looked at, by staff of ``support`` (never one's own). Raises MayNot."""
    with transaction.atomic(durable=True), as_verb():
        staff = require_staff(by, "support")
        if by.person_id == professional_id:
            raise MayNot("nobody checks themselves")
        professional = Professional.objects.select_for_update(no_key=True, of=("self",)).get(pk=professional_id)
        check = Check.objects.create(
            professional=professional, kind=kind, checked_by=staff, checked_at=at, valid_until=valid_until, note=note
        )
        required = [c.valid_until for c in latest_checks(professional_id) if c.kind in Check.REQUIRED and c.valid_until]
        professional.checks_valid_until = min(required, default=None)
        professional.save(update_fields=["checks_valid_until"])
        return check


def tell_expired(at: datetime, limit: int = 100) -> dict[str, int]:
    """Tell professionals whose checks ran out, once for each check: the clock's daily verb, bounded."""
    counts = {"told": 0}
    with transaction.atomic(durable=True), as_verb():
        told = Notice.objects.filter(key=Concat(Value("vetting_expired:"), Cast(OuterRef("pk"), CharField())))
        for check in expired_checks(at).exclude(Exists(told)).order_by("valid_until", "pk")[:limit]:
            notify(
                person_id=check.professional_id, kind="vetting_expired", key=f"vetting_expired:{check.pk}",
                context={"kind": check.kind, "page": ["professional:profile"]}, at=at,
            )  # fmt: skip
            counts["told"] += 1
    return counts


def _write(step: str, professional: Professional, before: str, by: By, at: datetime, why: str) -> None:
    row = VettingStep.objects.create(
        professional=professional, step=step, from_state=before, to_state=professional.vetting_state, by_role=by.role,
        by_person_id=by.person_id, at=at, why=why,
    )  # fmt: skip
    context = {"why": why, "when": {"at": at.isoformat(), "zone": home_zone()}, "page": ["professional:profile"]}
    notify(person_id=professional.pk, kind=PROCESS[step].told["professional"], key=f"vetting:{row.pk}", context=context, at=at)


def _free_slug(person: User) -> str:
    base = slugify(person.get_full_name())[:70] or "casaora"
    taken = set(Professional.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)
