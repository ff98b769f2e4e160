"""What a migration may not do while the release before it still runs: read from the SQL that it would send.

A release is rolled out beside the one before it, and may be rolled back to it. So the schema first grows (expand), then the release
changes over, and what nobody uses any more goes with the release after that (contract). A rule is passed over by a remark in the
migration's file that says which, on what, and why:

    # allowed: drops-column bookings_booking.note: no release since 12 January reads or writes it
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

#: The last migration of each app before the first release: nothing ran beside these.
BASELINE = {"kit": "0001", "stripe": "0002", "accounts": "0008", "payouts": "0007", "bookings": "0014", "casaora": "0000"}
RULES = {
    "drops-table": "the running release still reads it: stop using it in one release, drop it in the next",
    "drops-column": "the running release still reads and writes it: take it out of the model in one release (SeparateDatabaseAndState), drop it in the next",
    "renames": "the running release knows the old name: add the new one, write both, copy, and drop the old one in the next release",
    "not-null": "the running release inserts rows without it: give the column a db_default, or leave it nullable until the next release",
    "index-locks": "building it stops every write to the table: AddIndexConcurrently, with atomic = False",
    "constraint-locks": "checking the old rows stops every write to the table: AddConstraintNotValid, then ValidateConstraint in a migration of its own"
                        " (unique: a unique index made concurrently)",
    "rewrites": "the whole table is written anew while nobody can use it: add a column, copy in batches, change over, drop the old one in the next release",
    "no-way-back": "a release that goes wrong could not be taken back: give it a reverse, if only RunPython.noop with the reason",
}  # fmt: skip
REMARK = re.compile(r"^\s*# allowed: ([\w-]+) ([\w.]+): (.+)$", re.MULTILINE)
REASON = 20  # characters; "needed" is no reason


@dataclass(frozen=True)
class Breach:
    """A rule that is broken, and on what: a table, ``table.column``, an index's table, or an operation."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule} {self.what}: {RULES[self.rule]}"


def check(connection: Any, baseline: dict[str, str] | None = None) -> dict[str, list[str]]:
    """What is wrong, by migration, with those of our apps that came after the baseline."""
    loader = MigrationLoader(connection)
    found = {}
    for key in sorted(loader.graph.nodes):
        label, name = key
        if name[:4] > (BASELINE if baseline is None else baseline).get(label, "9999"):
            migration = loader.graph.nodes[key]
            state = loader.project_state(key, at_end=False)
            said = weigh(breaches(migration, state, connection), Path(inspect.getfile(type(migration))).read_text())
            if said:
                found[f"{label}.{name}"] = said
    return found


def weigh(found: Iterable[Breach], source: str) -> list[str]:
    """The breaches that no remark allows, and remarks without a reason or a breach."""
    allowed = {Breach(rule, what): why.strip() for rule, what, why in REMARK.findall(source) if rule in RULES}
    seen = list(dict.fromkeys(found))
    said = [str(breach) for breach in seen if breach not in allowed]
    said += [f"allowed: {breach.rule} {breach.what} needs a reason of {REASON} characters" for breach, why in allowed.items() if len(why) < REASON]
    return said + [f"allowed: {breach.rule} {breach.what} is not what this migration does" for breach in allowed if breach not in seen]


def breaches(migration: Any, state: Any, connection: Any) -> Iterator[Breach]:
    """What ``migration`` breaks on the schema that ``state`` describes. Sends nothing to the database but questions."""
    state = state.clone()
    harmless: set[tuple[str, str]] = set()
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        for operation in migration.operations:
            if not operation.reversible:
                yield Breach("no-way-back", type(operation).__name__)
            before = state.clone()
            operation.state_forwards(migration.app_label, state)
            harmless |= _widened(operation, migration.app_label, before, state, connection)
            if operation.reduces_to_sql:
                operation.database_forwards(migration.app_label, editor, before, state)
            yield from _forgotten(operation, migration.app_label, before, editor.collected_sql)
    yield from in_sql(editor.collected_sql, harmless)


def _column(label: str, model: str, field: str, state: Any) -> tuple[str, Any, Any]:
    owner = state.apps.get_model(label, model)
    return owner._meta.db_table, owner._meta.get_field(field), owner


def _widened(operation: Any, label: str, before: Any, after: Any, connection: Any) -> set[tuple[str, str]]:
    """A longer varchar, or text in its place: PostgreSQL changes no row for it."""
    if not isinstance(operation, migrations.AlterField):
        return set()
    table, old, _ = _column(label, operation.model_name, operation.name, before)
    _, new, _ = _column(label, operation.model_name, operation.name, after)
    sizes = [re.fullmatch(r"varchar\((\d+)\)", field.db_type(connection) or "") for field in (old, new)]
    grows = sizes[0] and (new.db_type(connection) in ("text", "varchar") or (sizes[1] and int(sizes[1][1]) >= int(sizes[0][1])))
    return {(table, new.column)} if grows else set()


def _forgotten(operation: Any, label: str, before: Any, collected: list[str]) -> Iterator[Breach]:
    """A column taken out of the model alone: the new release inserts without it, so it must be nullable or have a default."""
    if not isinstance(operation, migrations.SeparateDatabaseAndState):
        return
    for inner in operation.state_operations:
        if isinstance(inner, migrations.RemoveField):
            table, field, _ = _column(label, inner.model_name, inner.name, before)
            eased = any(_plain(s).startswith(f"alter table {table} alter column {field.column} ") and ("drop not null" in _plain(s) or "set default" in _plain(s)) for s in collected)
            if field.column and not field.null and not field.has_db_default() and not eased:
                yield Breach("not-null", f"{table}.{field.column}")


def _plain(statement: str) -> str:
    """One line, small letters, no quotation marks, no schema."""
    lines = (line for line in statement.splitlines() if not line.strip().startswith("--"))
    return " ".join(" ".join(lines).replace('"', "").lower().split()).replace(" public.", " ")


def in_sql(collected: Iterable[str], harmless: Iterable[tuple[str, str]] = ()) -> Iterator[Breach]:
    """Breaches in statements. A table that the same statements make is nobody's yet."""
    statements = [part.strip() for whole in collected for part in _plain(whole).split(";") if part.strip()]
    made = {match[1] for s in statements if (match := re.match(r"create (?:unlogged )?table (?:if not exists )?([\w.]+)", s))}
    for s in statements:
        if match := re.match(r"drop table (?:if exists )?([\w.]+)", s):
            yield Breach("drops-table", match[1])
        elif (match := re.match(r"create (?:unique )?index (?!concurrently).*? on (?:only )?([\w.]+)", s)) and match[1] not in made:
            yield Breach("index-locks", match[1])
        elif (match := re.match(r"alter table (?:if exists )?(?:only )?([\w.]+) (.+)", s)) and match[1] not in made:
            yield from _altered(match[1], match[2], set(harmless))


def _altered(table: str, change: str, harmless: set[tuple[str, str]]) -> Iterator[Breach]:
    for part in re.split(r", (?=(?:add|drop|alter|rename|validate) )", change):
        if match := re.match(r"drop column (?:if exists )?(\w+)", part):
            yield Breach("drops-column", f"{table}.{match[1]}")
        elif re.match(r"rename (?!constraint)", part):
            yield Breach("renames", table)
        elif match := re.match(r"add column (?:if not exists )?(\w+) (.+)", part):
            yield from _added(table, match[1], match[2])
        elif match := re.match(r"alter column (\w+) (set not null|drop default|(?:set data )?type )", part):
            if not match[2].endswith("type "):
                yield Breach("not-null", f"{table}.{match[1]}")
            elif (table, match[1]) not in harmless:
                yield Breach("rewrites", f"{table}.{match[1]}")
        elif re.match(r"add (?:constraint|check|foreign|unique|exclude|primary)", part) and " using index " not in part and not part.endswith("not valid"):
            yield Breach("constraint-locks", table)


def _added(table: str, column: str, definition: str) -> Iterator[Breach]:
    if "not null" in definition and not re.search(r"\bdefault\b|\bidentity\b", definition):
        yield Breach("not-null", f"{table}.{column}")
    if re.search(r"generated always as \(.*stored|\bdefault (?:random|gen_random_uuid|clock_timestamp)\b", definition):
        yield Breach("rewrites", f"{table}.{column}")
    if re.search(r"\breferences\b|\bunique\b|\bprimary key\b|\bcheck\b", definition):
        yield Breach("constraint-locks", table)
