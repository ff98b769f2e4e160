"""How a professional becomes trusted, and who may decide it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import Check, Customer, Neighborhood, Notice, Professional, User, VettingStep
from accounts.professionals.queries import bookable
from accounts.users.actions import MayNot
from accounts.vetting import actions
from accounts.vetting.process import PROCESS
from accounts.vetting.queries import expired_checks, latest_checks
from casaora.demo import cast
from casaora.kit import outbox
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db
WAY = ["ask_documents", "invite", "check_background"]


@pytest.fixture
def rosa(camila: Customer, at: datetime) -> Professional:
    cast.bogota()
    return actions.apply(
        neighborhood=Neighborhood.objects.get(slug="rosales"), headline="I keep homes.", about="Calm.", languages=["es"], years=4,
        gender="f", by=By("professional", camila.pk), at=at,
    )  # fmt: skip


def by(person: User) -> By:
    return By("staff", person.pk)


def checked(professional: Professional, staff: User, at: datetime, **fields: Any) -> None:
    for kind in Check.REQUIRED:
        said = {"valid_until": at + timedelta(days=365), "note": ""} | fields
        actions.add_check(professional_id=professional.pk, kind=kind, by=by(staff), at=at, **said)


def led_to_the_end(professional: Professional, staff: User, at: datetime) -> None:
    for step in WAY:
        actions.advance(professional_id=professional.pk, step=step, by=by(staff), at=at)


def test_applying_makes_a_profile_that_nobody_else_sees_yet(rosa: Professional, stranger: Customer) -> None:
    assert rosa.vetting_state == "applied"
    assert rosa.headline_en == "I keep homes."
    with acting(role=WEB, person=stranger.pk):
        assert not Professional.objects.exists()
    with acting(role=WEB, person=rosa.pk):
        assert Professional.objects.get() == rosa


def test_applying_twice_is_refused(rosa: Professional, at: datetime) -> None:
    with pytest.raises(actions.AlreadyApplied):
        actions.apply(
            neighborhood=rosa.neighborhood, headline="", about="", languages=[], years=0, gender="n", by=By("professional", rosa.pk), at=at
        )


def test_staff_lead_an_application_to_its_end_and_every_step_is_a_row_and_a_notice(rosa: Professional, sara: User, at: datetime) -> None:
    led_to_the_end(rosa, sara, at)
    checked(rosa, sara, at)
    done = actions.advance(professional_id=rosa.pk, step="approve", by=by(sara), at=at)
    assert (done.vetting_state, done.approved_at) == ("approved", at)
    steps = list(VettingStep.objects.order_by("pk").values_list("step", "by_person_id"))
    assert steps == [("apply", rosa.pk)] + [(step, sara.pk) for step in [*WAY, "approve"]]
    assert outbox.deliver(at)["failed"] == 0
    assert len(mail.outbox) == 5
    assert Notice.objects.filter(person_id=rosa.pk, kind="vetting_approved").exists()


def test_nobody_is_approved_without_the_required_checks(rosa: Professional, sara: User, at: datetime) -> None:
    led_to_the_end(rosa, sara, at)
    with pytest.raises(actions.ChecksMissing) as missing:
        actions.advance(professional_id=rosa.pk, step="approve", by=by(sara), at=at)
    assert missing.value.args[0] == list(Check.REQUIRED)


def test_steps_are_taken_in_order(rosa: Professional, sara: User, at: datetime) -> None:
    with pytest.raises(actions.NotFromHere):
        actions.advance(professional_id=rosa.pk, step="approve", by=by(sara), at=at)


@pytest.mark.parametrize("step", [step for step in PROCESS.steps if step != "apply"])
def test_nobody_decides_about_themselves(rosa: Professional, at: datetime, step: str) -> None:
    """Not as a professional, not by calling oneself staff, and not even as staff of support."""
    for claim in (By("professional", rosa.pk), By("customer", rosa.pk), By("staff", rosa.pk)):
        with pytest.raises(MayNot):
            actions.advance(professional_id=rosa.pk, step=step, why="me", by=claim, at=at)
    cast.staff("Eva", "Ruiz", "support")
    User.objects.filter(pk=rosa.pk).update(is_staff=True)
    User.objects.get(pk=rosa.pk).groups.set(User.objects.get(first_name="Eva").groups.all())
    with pytest.raises(MayNot):
        actions.advance(professional_id=rosa.pk, step=step, why="me", by=By("staff", rosa.pk), at=at)
    with pytest.raises(MayNot):
        actions.add_check(professional_id=rosa.pk, kind="identity", valid_until=None, note="", by=By("staff", rosa.pk), at=at)


def test_staff_of_other_groups_and_suspended_staff_may_not(rosa: Professional, sara: User, at: datetime) -> None:
    finance = cast.staff("Fabio", "Gil", "finance")
    User.objects.filter(pk=sara.pk).update(suspended_at=at)
    for person in (finance, sara):
        with pytest.raises(MayNot):
            actions.advance(professional_id=rosa.pk, step="ask_documents", by=by(person), at=at)


@pytest.mark.parametrize("step", ["suspend", "reject"])
def test_a_refusal_has_a_reason(ana: Professional, sara: User, at: datetime, step: str) -> None:
    if step == "reject":
        Professional.objects.filter(pk=ana.pk).update(vetting_state="interview")
    with pytest.raises(actions.WhyMissing):
        actions.advance(professional_id=ana.pk, step=step, why="  ", by=by(sara), at=at)
    actions.advance(professional_id=ana.pk, step=step, why="Two families reported the same.", by=by(sara), at=at)
    outbox.deliver(at)
    assert "Two families reported the same." in mail.outbox[0].body


def test_a_suspended_professional_takes_no_bookings_until_reinstated(ana: Professional, sara: User, at: datetime) -> None:
    actions.advance(professional_id=ana.pk, step="suspend", why="A report.", by=by(sara), at=at)
    assert not bookable(at).exists()
    checked(ana, sara, at)
    actions.advance(professional_id=ana.pk, step="reinstate", why="It was unfounded.", by=by(sara), at=at)
    assert bookable(at).get() == ana


def test_a_check_that_ran_out_stops_new_bookings_until_it_is_renewed(ana: Professional, sara: User, at: datetime) -> None:
    checked(ana, sara, at)
    later = at + timedelta(days=366)
    assert bookable(at).exists()
    assert not expired_checks(at).exists()
    assert not bookable(later).exists()
    assert expired_checks(later).count() == 4
    checked(ana, sara, later)
    assert bookable(later).exists()
    assert not expired_checks(later).exists()


def test_running_out_is_told_once_for_each_check(ana: Professional, sara: User, at: datetime) -> None:
    checked(ana, sara, at)
    later = at + timedelta(days=366)
    assert actions.tell_expired(later, limit=3) == {"told": 3}
    assert actions.tell_expired(later, limit=3) == {"told": 1}
    assert actions.tell_expired(later) == {"told": 0}


def test_the_newest_check_of_each_kind_counts(ana: Professional, sara: User, at: datetime) -> None:
    checked(ana, sara, at)
    actions.add_check(professional_id=ana.pk, kind="identity", valid_until=None, note="", by=by(sara), at=at + timedelta(days=1))
    assert [c.kind for c in latest_checks(ana.pk)] == list(Check.REQUIRED)
    assert latest_checks(ana.pk)[0].valid_until is None
