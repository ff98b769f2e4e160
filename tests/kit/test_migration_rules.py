"""Bad migrations are refused by the SQL that they would send, the ways that they should go are not, and an exception has a reason."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from casaora.kit.migration_rules import BASELINE, RULES, Breach, breaches, check, in_sql, weigh

pytestmark = pytest.mark.django_db
POSITIVE = models.CheckConstraint(condition=models.Q(rounds__gte=0), name="rounds_not_negative")
INDEX = models.Index(fields=["why"], name="step_why")
NEW_TABLE = migrations.CreateModel("Note", fields=[
    ("id", models.BigAutoField(primary_key=True)), ("text", models.TextField()), ("booking", models.ForeignKey("bookings.booking", models.CASCADE)),
], options={"indexes": [models.Index(fields=["text"], name="note_text")], "constraints": [models.UniqueConstraint(fields=["text"], name="note_once")]})  # fmt: skip


@pytest.fixture(autouse=True)
def beside(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection with no transaction open, as the command has: the test's own is always in one."""
    made = connection.copy()
    monkeypatch.setattr(sys.modules[__name__], "plain", made)
    yield
    made.close()


plain = connection


def found(*operations: Any, atomic: bool = True) -> list[str]:
    """What a migration with these operations would break, on bookings as they are now."""
    made = type("Migration", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})("9999_sample", "bookings")
    state = MigrationLoader(plain).project_state()
    return [f"{breach.rule} {breach.what}" for breach in dict.fromkeys(breaches(made, state, plain))]


def on_step(operation: type, *arguments: Any, **named: Any) -> Any:
    return operation("steptaken", *arguments, **named)


BAD = {
    "drops-table bookings_steptaken": [migrations.DeleteModel("StepTaken")],
    "drops-column bookings_steptaken.why": [on_step(migrations.RemoveField, "why")],
    "renames bookings_steptaken": [on_step(migrations.RenameField, "why", "reason")],
    "not-null bookings_steptaken.rounds": [on_step(migrations.AddField, "rounds", models.IntegerField(default=0))],
    "not-null bookings_steptaken.actor_id": [migrations.RunSQL("ALTER TABLE bookings_steptaken ALTER COLUMN actor_id SET NOT NULL", migrations.RunSQL.noop)],
    "index-locks bookings_steptaken": [on_step(migrations.AddIndex, INDEX)],
    "rewrites bookings_steptaken.why": [on_step(migrations.AlterField, "why", models.IntegerField())],
    "rewrites bookings_steptaken.to_state": [on_step(migrations.AlterField, "to_state", models.CharField(max_length=5))],
    "constraint-locks bookings_steptaken": [migrations.RunSQL("ALTER TABLE bookings_steptaken ADD CONSTRAINT x CHECK (why <> '')", migrations.RunSQL.noop)],
    "no-way-back RunPython": [migrations.RunPython(lambda apps, editor: None)],
    "no-way-back RunSQL": [migrations.RunSQL("SELECT 1")],
}  # fmt: skip


@pytest.mark.parametrize("said", BAD)
def test_each_bad_migration_is_refused(said: str) -> None:
    assert said in found(*BAD[said])


def test_every_rule_has_a_bad_migration() -> None:
    assert {said.split()[0] for said in BAD} == set(RULES)


def test_a_table_that_is_renamed_or_a_column_that_points_elsewhere() -> None:
    assert found(migrations.RenameModel("StepTaken", "Step"))[0].startswith("renames ")
    pointing = found(on_step(migrations.AddField, "market", models.ForeignKey("accounts.market", models.CASCADE, null=True)))
    assert pointing == ["constraint-locks bookings_steptaken", "index-locks bookings_steptaken"]


GOOD = {
    "a new table with whatever belongs to it": [NEW_TABLE],
    "a column that may be empty": [on_step(migrations.AddField, "rounds", models.IntegerField(null=True))],
    "a column with a default of the database": [on_step(migrations.AddField, "rounds", models.IntegerField(db_default=0))],
    "a longer text": [on_step(migrations.AlterField, "to_state", models.CharField(max_length=80)), on_step(migrations.AlterField, "why", models.TextField())],
    "other choices": [on_step(migrations.AlterField, "to_state", models.CharField(max_length=24, choices=[("a", "a")]))],
    "a constraint that is checked for new rows only": [on_step(migrations.AddField, "rounds", models.IntegerField(null=True)), AddConstraintNotValid("steptaken", POSITIVE)],
    "a reverse": [migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop)],
    "out of the model first, when rows can be made without it": [
        on_step(migrations.AddField, "rounds", models.IntegerField(null=True)),
        migrations.SeparateDatabaseAndState(state_operations=[on_step(migrations.RemoveField, "rounds")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_the_way_that_it_should_go_is_not_refused(name: str) -> None:
    assert found(*GOOD[name]) == []


def test_an_index_made_beside_the_writes_is_not_refused() -> None:
    assert found(AddIndexConcurrently("steptaken", INDEX), atomic=False) == []


def test_a_constraint_is_checked_in_a_migration_of_its_own() -> None:
    assert list(in_sql(["ALTER TABLE a VALIDATE CONSTRAINT b", "ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX d", "ALTER TABLE a RENAME CONSTRAINT b TO c"])) == []
    assert ValidateConstraint("steptaken", "x").reversible


def test_a_column_taken_out_of_the_model_alone_must_do_without_a_value() -> None:
    forgotten = migrations.SeparateDatabaseAndState(state_operations=[on_step(migrations.RemoveField, "to_state")])
    assert found(forgotten) == ["not-null bookings_steptaken.to_state"]
    eased = migrations.RunSQL("ALTER TABLE bookings_steptaken ALTER COLUMN to_state DROP NOT NULL", migrations.RunSQL.noop)
    assert found(eased, forgotten) == []


@pytest.mark.parametrize(("statement", "said"), [
    ('ALTER TABLE "a" ADD COLUMN "b" int NULL, DROP COLUMN "c" CASCADE;', ["drops-column a.c"]),
    ("ALTER TABLE ONLY public.a ADD CONSTRAINT x FOREIGN KEY (b) REFERENCES c (id)", ["constraint-locks a"]),
    ("ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid() NOT NULL", ["rewrites a.b"]),
    ("ALTER TABLE a ADD COLUMN b text UNIQUE", ["constraint-locks a"]), ("CREATE UNIQUE INDEX x ON a (lower(b))", ["index-locks a"]),
    ("ALTER TABLE a ADD COLUMN b bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL", []), ("CREATE UNIQUE INDEX CONCURRENTLY x ON a (b)", []),
    ("DROP INDEX x; DROP TABLE IF EXISTS a", ["drops-table a"]), ("-- DROP TABLE a\nUPDATE a SET b = 1", []),
])  # fmt: skip
def test_statements_written_by_hand_are_read_as_well(statement: str, said: list[str]) -> None:
    assert [f"{breach.rule} {breach.what}" for breach in in_sql([statement])] == said


def test_an_exception_names_its_rule_its_object_and_its_reason() -> None:
    drop, other = Breach("drops-column", "a.b"), Breach("drops-column", "a.c")
    remark = "    # allowed: drops-column a.b: no release since 12 January reads it\n"
    assert weigh([drop], remark) == []
    assert len(weigh([drop, other], remark)) == 1
    assert "needs a reason" in weigh([drop], "# allowed: drops-column a.b: needed")[0]
    assert "is not what this migration does" in weigh([], remark)[0]
    assert weigh([drop], "# allowed: everything a.b: because we are in such a hurry")[0].startswith("drops-column a.b")


def test_no_migration_of_ours_would_hurt_the_release_beside_it() -> None:
    assert check(plain) == {}


def test_the_rules_find_what_was_done_before_anybody_was_beside() -> None:
    """On the old ones, so that it is known to read real files: an index, a column, a constraint."""
    old = check(plain, {**BASELINE, "bookings": "0008", "accounts": "0006"})
    assert any(s.startswith("index-locks bookings_payment") for s in old["bookings.0009_hot_paths"])
    assert any(s.startswith("not-null bookings_payment.kind") for s in old["bookings.0011_supplements"])
    assert any(s.startswith("constraint-locks accounts_address") for s in old["accounts.0007_positions"])
