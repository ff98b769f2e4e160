"""What somebody with the web's own password can and cannot do, whatever SQL they write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction

from casaora.demo import cast
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db
REFUSED = [
    "SET ROLE casaora_owner", "SET ROLE casaora_service", "SET ROLE casaora_reader", "SET SESSION AUTHORIZATION casaora_service",
    "CREATE TABLE x (a int)", "CREATE TEMP TABLE x (a int)", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE SCHEMA x",
    "TRUNCATE django_session", "ALTER TABLE bookings_booking DISABLE ROW LEVEL SECURITY", "DROP POLICY sees ON bookings_booking",
    "SELECT * FROM payouts_transferattempt", "SELECT * FROM payouts_openingattempt", "SELECT nextval('accounts_user_id_seq')",
    "UPDATE bookings_booking SET state = 'completed'", "INSERT INTO payouts_posting DEFAULT VALUES", "DELETE FROM payouts_entry",
    "UPDATE payouts_payout SET state = 'paid'", "UPDATE accounts_market SET is_open = true", "DELETE FROM accounts_city",
    "DELETE FROM django_admin_log", "UPDATE django_admin_log SET change_message = ''",
    "COPY accounts_user TO PROGRAM 'cat'", "SELECT pg_read_file('/etc/passwd')", "ALTER ROLE casaora_web BYPASSRLS",
]  # fmt: skip


@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection]:
    """A connection of the web's own login, not ours in its role."""
    login, ours = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict
    assert login.username == WEB
    with psycopg.connect(
        host=login.hostname, port=login.port, user=login.username, password=login.password, dbname=ours["NAME"], autocommit=True
    ) as made:
        yield made


@pytest.mark.parametrize("statement", REFUSED)
@pytest.mark.parametrize("groups", ["", "support,finance,operations"])
def test_the_web_login_is_refused(web: psycopg.Connection, statement: str, groups: str) -> None:
    web.execute("SELECT set_config('casaora.groups', %s, false)", [groups])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


def test_no_function_of_ours_runs_with_more_rights_for_the_web(web: psycopg.Connection) -> None:
    found = web.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
    ).fetchall()
    assert found == []
    open_paths = web.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND NOT coalesce(proconfig::text, '') LIKE '%search_path%'"
    ).fetchall()
    assert open_paths == []


def test_every_table_but_the_list_of_migrations_has_its_policies_forced(web: psycopg.Connection) -> None:
    found = web.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    ).fetchall()
    assert found == [("django_migrations",)]


def test_views_that_see_more_tell_three_columns_at_most_and_no_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name::text, string_agg(column_name::text, ',' ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name IN (SELECT table_name FROM information_schema.views) GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("away", "professional_id,starts_at,ends_at"), ("busy", "professional_id,occupied"),
            ("track_record", "professional_id,completed,unanswered"),
        ]  # fmt: skip


def test_what_staff_did_is_noted_in_their_own_name_and_stays() -> None:
    sara, other = cast.staff(), cast.staff("Otro", "Gil")
    kind = ContentType.objects.get_for_model(type(sara))

    def note(person_id: int) -> None:
        LogEntry.objects.create(user_id=person_id, content_type=kind, object_id="1", object_repr="x", action_flag=2, change_message="")

    with acting(role=WEB, person=sara.pk, groups=("support",)):
        note(sara.pk)
        for statement in ("DELETE FROM django_admin_log", "UPDATE django_admin_log SET object_repr = 'y'"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(ProgrammingError), transaction.atomic():
            note(other.pk)
    with acting(role=WEB, person=sara.pk), pytest.raises(ProgrammingError), transaction.atomic():
        note(sara.pk)
    with pytest.raises(ProgrammingError), transaction.atomic():  # the service neither
        LogEntry.objects.all().delete()
