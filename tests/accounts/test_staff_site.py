"""The staff site: who gets in, what they may do, and that its pages hold under the content policy."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from accounts.models import Check, Customer, Professional, User, VettingStep
from casaora.admin_site import site
from casaora.demo import cast
from casaora.kit.acting import now_acting
from tests.accounts.staff import digits, enter, with_second_factor

pytestmark = pytest.mark.django_db
PEOPLE, PROFESSIONALS = "/admin/accounts/user/", "/admin/accounts/professional/"


def test_a_visitor_is_led_to_our_own_door(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    path, _status = answer.redirect_chain[-1]
    assert "/account/login/?next=%2Fadmin%2F" in path


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", PEOPLE, PROFESSIONALS])
def test_customers_and_professionals_are_refused(client: Client, camila: Customer, ana: Professional, address: str) -> None:
    for person in (camila.user, ana.user):
        client.force_login(person)
        assert client.get(address, follow=True).status_code == 403


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client: Client, sara: User) -> None:
    client.force_login(sara)
    answer = client.get("/admin/", follow=True)
    assert [path for path, _status in answer.redirect_chain][1].endswith("/account/second-factor/totp/activate/")


def test_a_session_that_did_not_use_the_second_factor_is_asked_for_it(client: Client, sara: User) -> None:
    secret = with_second_factor(sara)
    client.force_login(sara)
    answer = client.get("/admin/accounts/user/", follow=True)
    path, _status = answer.redirect_chain[-1]
    assert "/account/second-factor/reauthenticate/?next=%2Fadmin%2Faccounts%2Fuser%2F" in path
    answer = client.post(path, {"code": digits(secret)})
    assert answer.headers["Location"] == "/admin/accounts/user/"
    assert client.get("/admin/accounts/user/").status_code == 200


def test_the_password_alone_never_opens_the_staff_site(client: Client, sara: User) -> None:
    secret = with_second_factor(sara)
    answer = client.post("/en/account/login/?next=/admin/", {"login": sara.email, "password": cast.PASSWORD, "next": "/admin/"})
    assert answer.headers["Location"] == "/en/account/second-factor/authenticate/"
    assert "_auth_user_id" not in client.session
    answer = client.post("/en/account/second-factor/authenticate/", {"code": digits(secret)})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_passwords_are_changed_on_our_page_only(client: Client, sara: User) -> None:
    enter(client, sara)
    assert client.post("/admin/password_change/", {"new_password1": "x"}).headers["Location"].endswith("/account/password/change/")


def test_djangos_own_form_takes_no_password(client: Client, sara: User) -> None:
    client.post("/admin/login/", {"username": sara.email, "password": cast.PASSWORD})
    assert "_auth_user_id" not in client.session


def pages() -> list[str]:
    return ["/admin/", *(f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry)]


def test_every_list_and_change_page_opens_in_few_queries_and_without_anything_inline(
    client: Client, sara: User, camila: Customer, ana: Professional
) -> None:
    enter(client, sara)
    changes = [f"{PEOPLE}{camila.pk}/change/", f"{PROFESSIONALS}{ana.pk}/change/", f"/admin/accounts/customer/{camila.pk}/change/"]
    for address in [*pages(), *changes, f"{PEOPLE}?q=camila", f"{PROFESSIONALS}{ana.pk}/history/"]:
        with CaptureQueriesContext(connection, ) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(queries) <= (48 if address == "/admin/" else 40), address  # the first page looks at the whole house
        page = answer.content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page), address
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"|application/json))", page), address
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("group", "seen", "hidden"),
    [
        ("support", ["user", "professional", "customer", "mail"], ["kit/outgoing", "kit/jobrun"]),
        ("finance", ["user", "professional", "customer"], ["mail", "consent", "kit/outgoing"]),
        ("operations", ["user", "professional", "neighborhood"], ["mail", "consent"]),
    ],
)
def test_each_group_sees_its_pages_only(client: Client, group: str, seen: list[str], hidden: list[str]) -> None:
    enter(client, cast.staff("Gina", "Luna", group))
    for names, status in ((seen, 200), (hidden, 403)):
        for name in names:
            assert client.get(f"/admin/{name}/" if "/" in name else f"/admin/accounts/{name}/").status_code == status, name


def act(client: Client, address: str, action: str, pk: int, why: str = "") -> Any:
    return client.post(address, {"action": action, "_selected_action": [pk], "why": why, "index": 0}, follow=True)


def test_support_suspends_with_a_reason_that_is_told_and_on_record(
    client: Client, sara: User, camila: Customer, post: Callable[[], list[Any]]
) -> None:
    enter(client, sara)
    assert "Write a reason" in act(client, PEOPLE, "suspend", camila.pk).content.decode()
    act(client, PEOPLE, "suspend", camila.pk, "A stolen card.")
    person = User.objects.get(pk=camila.pk)
    assert person.suspended_at
    assert person.suspended_reason == "A stolen card."
    assert LogEntry.objects.get(object_id=str(camila.pk)).change_message == "suspend: A stolen card."
    act(client, PEOPLE, "suspend", camila.pk, "Again.")  # nothing: they are
    act(client, PEOPLE, "readmit", camila.pk)
    assert User.objects.get(pk=camila.pk).suspended_at is None
    told = post()
    assert [m.subject for m in told] == ["Your account is paused", "Your account is open again"]
    assert "A stolen card." in told[0].body


def test_others_are_not_offered_the_actions_and_cannot_send_them(client: Client, camila: Customer, ana: Professional) -> None:
    enter(client, cast.staff("Fabio", "Gil", "finance"))
    act(client, PEOPLE, "suspend", camila.pk, "No.")
    act(client, PROFESSIONALS, "suspend", ana.pk, "No.")
    assert User.objects.get(pk=camila.pk).suspended_at is None
    assert Professional.objects.get(pk=ana.pk).vetting_state == "approved"


def test_vetting_is_taken_step_by_step_from_the_list(client: Client, sara: User, ana: Professional) -> None:
    Professional.objects.filter(pk=ana.pk).update(vetting_state="applied")
    enter(client, sara)
    for step in ("ask_documents", "invite", "check_background", "approve"):
        page = act(client, PROFESSIONALS, step, ana.pk).content.decode()
    assert "Checks are missing" in page
    assert VettingStep.objects.filter(professional=ana, by_person_id=sara.pk).count() == 3


def inline(pk: int, **said: str) -> dict[str, str]:
    return {
        "checks-TOTAL_FORMS": "1", "checks-INITIAL_FORMS": "0", "checks-MIN_NUM_FORMS": "0", "checks-MAX_NUM_FORMS": "1000",
        "vetting_steps-TOTAL_FORMS": "0", "vetting_steps-INITIAL_FORMS": "0",
        "checks-0-professional": str(pk), **{f"checks-0-{name}": value for name, value in said.items()},
    }  # fmt: skip


def test_support_adds_a_check_on_the_professionals_page(client: Client, sara: User, ana: Professional, at: datetime) -> None:
    enter(client, sara)
    until = {"valid_until_0": "2030-01-01", "valid_until_1": "00:00"}
    answer = client.post(f"{PROFESSIONALS}{ana.pk}/change/", inline(ana.pk, kind="identity", note="", **until))
    assert answer.status_code == 302, answer.content.decode()
    check = Check.objects.get()
    assert (check.kind, check.checked_by) == ("identity", sara)
    ana.refresh_from_db()
    assert ana.checks_valid_until == check.valid_until


def test_operations_read_checks_but_add_none(client: Client, ana: Professional) -> None:
    enter(client, cast.staff("Omar", "Paz", "operations"))
    assert client.get(f"{PROFESSIONALS}{ana.pk}/change/").status_code == 200
    assert client.post(f"{PROFESSIONALS}{ana.pk}/change/", inline(ana.pk, kind="identity")).status_code == 403
    assert not Check.objects.exists()


def test_nobody_edits_or_deletes_by_hand(client: Client, sara: User, camila: Customer, ana: Professional) -> None:
    enter(client, sara)
    client.post(f"{PROFESSIONALS}{ana.pk}/change/", inline(ana.pk) | {"vetting_state": "suspended", "display_name": "x"})
    ana.refresh_from_db()
    assert (ana.vetting_state, ana.display_name) == ("approved", "Ana Milena Cárdenas")
    for address in (f"{PEOPLE}{camila.pk}/change/", f"{PEOPLE}{camila.pk}/delete/", f"{PEOPLE}add/"):
        assert client.post(address, {"email": "x@casaora.example"}).status_code == 403


def test_a_suspended_staff_member_is_out_at_once(client: Client, sara: User, at: datetime) -> None:
    enter(client, sara)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=sara.pk).update(suspended_at=at)
    assert client.get("/admin/").status_code == 302
    assert not mail.outbox


@pytest.mark.parametrize("asked", ["password__startswith=argon2", "password=x", "suspended_reason__regex=(a%2B)%2B", "groups__name=x"])
def test_a_list_is_not_searched_by_what_it_does_not_show(client: Client, camila: Customer, asked: str) -> None:
    """A column that nobody sees would be read letter by letter, by whoever may open the list."""
    enter(client, cast.staff("Felipe", "Gil", "finance"))
    assert client.get(f"{PEOPLE}?{asked}").status_code == 400
    for shown in ("is_staff__exact=1", "language__exact=en", "suspended_at__isempty=1", "q=camila", "o=1"):
        assert client.get(f"{PEOPLE}?{shown}").status_code == 200, shown


def test_every_list_opens_with_each_of_its_own_filters(client: Client, sara: User, camila: Customer, ana: Professional) -> None:
    enter(client, sara)
    for model in site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found = client.get(address)
        assert found.status_code == 200
        for spec in found.context["cl"].filter_specs:
            for choice in spec.choices(found.context["cl"]):
                assert client.get(address + choice["query_string"]).status_code == 200, (address, choice["query_string"])


def test_the_database_shows_staff_more_only_once_the_second_factor_was_used(client: Client, sara: User) -> None:
    said: list[tuple[str, ...]] = []

    def note(**kwargs: Any) -> None:
        said.append(now_acting().groups)

    template_rendered.connect(note)
    try:
        client.force_login(sara)
        client.get("/en/account/settings/")
        before = set(said)
        said.clear()
        enter(client, sara).get("/en/account/settings/")
    finally:
        template_rendered.disconnect(note)
    assert before == {()}
    assert {tuple(sorted(groups)) for groups in said} == {("finance", "operations", "support")}
