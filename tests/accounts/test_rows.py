"""What the web role sees of each table, in raw SQL, as each of the cast."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Customer, OpenSession, Professional, User
from accounts.notifications.actions import notify
from accounts.photos import actions as photos
from accounts.users.actions import consent
from accounts.vetting import actions as vetting
from casaora.demo import cast
from casaora.kit import outbox
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By
from tests.accounts.photos.scenes import camera
from tests.accounts.staff import with_second_factor

pytestmark = pytest.mark.django_db
ALL = 99  # every row there is
#: table → rows seen by: visitor, Camila (customer), Ana (approved), Rosa (applied), a stranger, support, finance, operations.
SEEN = {
    "accounts_user": (0, 1, 1, 1, 1, ALL, ALL, ALL),
    "accounts_consent": (0, 1, 0, 0, 0, ALL, 0, 0),
    "accounts_customer": (0, 1, 0, 1, 1, ALL, ALL, ALL),
    "accounts_address": (0, 1, 0, 1, 1, ALL, 0, 0),
    "accounts_professional": (1, 1, 1, 2, 1, ALL, ALL, ALL),
    "accounts_check": (1, 1, 1, 2, 1, ALL, 1, ALL),
    "accounts_vettingstep": (0, 0, 0, 1, 0, ALL, 0, ALL),
    "accounts_photo": (1, 1, 2, 1, 1, ALL, 1, ALL),
    "accounts_photofile": (6, 6, 12, 6, 6, ALL, 6, ALL),
    "accounts_opensession": (0, 1, 0, 0, 0, ALL, 0, 0),
    "accounts_notice": (0, 1, 0, 1, 0, 0, 0, 0),
    "accounts_mail": (0, 0, 0, 0, 0, ALL, 0, 0),
    "account_emailaddress": (0, 1, 1, 1, 1, ALL, 1, 1),
    "mfa_authenticator": (0, 1, 0, 0, 0, 0, 0, 0),
    "accounts_city": (ALL,) * 8,
    "accounts_neighborhood": (ALL,) * 8,
    "accounts_market": (ALL,) * 8,
}
WRITES = [
    "UPDATE accounts_user SET is_staff = true", "UPDATE accounts_professional SET vetting_state = 'approved'",
    "DELETE FROM accounts_vettingstep", "UPDATE accounts_check SET valid_until = NULL", "UPDATE accounts_notice SET read_at = now()",
    "INSERT INTO accounts_consent (person_id, purpose, version, given_at) VALUES (1, 'terms', '1', now())",
    "UPDATE accounts_photo SET state = 'shown'", "DELETE FROM accounts_photofile", "UPDATE account_emailaddress SET verified = true", "DELETE FROM mfa_authenticator", "UPDATE accounts_customer SET phone = ''",
]  # fmt: skip


@pytest.fixture
def city(camila: Customer, ana: Professional, stranger: Customer, at: datetime) -> dict[str, tuple[int | None, tuple[str, ...]]]:
    rosa = cast.customer("Rosa", "Díaz")
    support = cast.staff("Sara", "Ospina", "support")
    vetting.apply(
        neighborhood=ana.neighborhood, headline="", about="", languages=["es"], years=1, gender="f", by=By("professional", rosa.pk), at=at
    )
    for person in (ana, rosa):
        vetting.add_check(professional_id=person.pk, kind="identity", valid_until=None, note="", by=By("staff", support.pk), at=at)
    shown = photos.add(kind="portrait", content=camera(), by=By("professional", ana.pk), at=at)
    photos.show(photo_id=shown.pk, by=By("staff", support.pk), at=at)
    photos.add(kind="portrait", content=camera(), by=By("professional", ana.pk), at=at)
    OpenSession.objects.create(person_id=camila.pk, session_key="k", browser="Firefox", begun_at=at)
    with transaction.atomic():
        notify(person_id=camila.pk, kind="account_code", key="k", context={}, at=at)
        consent(person_id=camila.pk, purpose="terms", version="1", at=at)
    with_second_factor(camila.user)
    outbox.deliver(at)
    others = {group: cast.staff(group.title(), "Gil", group).pk for group in ("finance", "operations")}
    return {
        "visitor": (None, ()), "camila": (camila.pk, ()), "ana": (ana.pk, ()), "rosa": (rosa.pk, ()), "stranger": (stranger.pk, ()),
        "support": (support.pk, ("support",)), "finance": (others["finance"], ("finance",)),
        "operations": (others["operations"], ("operations",)),
    }  # fmt: skip


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def test_everybody_sees_what_is_theirs_and_no_more(city: dict[str, tuple[int | None, tuple[str, ...]]]) -> None:
    for table, expected in SEEN.items():
        there = count(table)
        assert there, table
        seen = {}
        for name, (person, groups) in city.items():
            with acting(role=WEB, person=person, groups=groups):
                seen[name] = count(table)
        assert seen == dict(zip(city, (there if n == ALL else n for n in expected), strict=True)), table


@pytest.mark.parametrize("statement", WRITES)
def test_the_web_role_writes_none_of_it(city: dict[str, tuple[int | None, tuple[str, ...]]], statement: str) -> None:
    for person, groups in city.values():
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with acting(role=WEB, person=person, groups=groups), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_history_is_not_rewritten_even_by_the_service() -> None:
    for table in ("accounts_vettingstep", "accounts_check"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_every_table_of_the_app_is_in_the_list() -> None:
    from django.apps import apps

    known = {model._meta.db_table for label in ("accounts", "mfa") for model in apps.get_app_config(label).get_models()}
    assert known <= set(SEEN) | {"accounts_user_groups"}
    assert User._meta.db_table in known
