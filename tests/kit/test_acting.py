"""The database sees the person who acts, and nobody else's rows."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Address, Customer, User
from casaora.demo import cast
from casaora.kit.acting import WEB, acting, as_verb

pytestmark = pytest.mark.django_db


def test_a_person_sees_only_their_own_rows_as_the_web_role() -> None:
    camila, stranger = cast.customer(), cast.customer("Jorge", "Peña")
    with acting(role=WEB, person=camila.pk):
        assert [c.pk for c in Customer.objects.all()] == [camila.pk]
        assert Address.objects.get().customer_id == camila.pk
    with acting(role=WEB, person=stranger.pk):
        assert [u.pk for u in User.objects.all()] == [stranger.pk]
    with acting(role=WEB):
        assert not User.objects.exists()


def test_web_does_not_inherit_what_verbs_may_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role('casaora_web', 'casaora_verb', 'USAGE'), pg_has_role('casaora_web', 'casaora_verb', 'SET')")
        assert cursor.fetchone() == (False, True)


def test_a_write_outside_a_verb_is_refused_loudly() -> None:
    camila = cast.customer()
    with acting(role=WEB, person=camila.pk):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Customer.objects.filter(pk=camila.pk).update(phone="1")
        with transaction.atomic(), as_verb():
            assert Customer.objects.filter(pk=camila.pk).update(phone="1") == 1


def test_the_person_is_said_again_after_a_savepoint_is_rolled_back() -> None:
    camila = cast.customer()
    with acting(role=WEB, person=camila.pk), transaction.atomic():
        try:
            with transaction.atomic(), as_verb():
                raise LookupError
        except LookupError:
            pass
        assert Customer.objects.count() == 1


def test_every_table_but_the_migrations_is_closed_by_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
        )
        assert {name for (name,) in cursor.fetchall()} == {"django_migrations"}
