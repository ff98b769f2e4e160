"""Row-level security, declared beside the models and rendered to SQL.

A package's ``policies.py`` holds ``POLICIES = {"app.Model": Table(...)}``. They are applied after every migrate
(``kit.pg.apply``): a table that nobody declared has no grant to web at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casaora.kit.acting import OWNER, READER, SERVICE, VERB, WEB

Clause = Callable[[Any], str]
#: In (SELECT …), so that it is evaluated once a statement. After a local setting ends it is '', not NULL.
ME = "(SELECT nullif(current_setting('casaora.person', true), '')::bigint)"


def column(model: Any, path: str) -> str:
    """The quoted column of a field, or of the primary key."""
    field = model._meta.pk if path == "pk" else model._meta.get_field(path)
    return f'"{field.column}"'


def person(path: str = "pk") -> Clause:
    """Rows whose ``path`` is the acting person."""
    return lambda model: f"{column(model, path)} = {ME}"


def public(where: str = "true") -> Clause:
    """Rows that anybody may see, if ``where`` (SQL over the row) holds."""
    return lambda model: where


def staff(*groups: str) -> Clause:
    """Every row, for members of any of these staff groups."""
    names = ", ".join(f"'{g}'" for g in groups)
    return lambda model: f"(SELECT string_to_array(current_setting('casaora.groups', true), ',') && ARRAY[{names}])"


def through(path: str) -> Clause:
    """Rows whose parent the person may see: the parent's own policies answer.

    With EXISTS the parent is looked up for each row by its key; with IN the whole of the parents' table was read, and hashed, first.
    """

    def clause(model: Any) -> str:
        parent = model._meta.get_field(path).related_model._meta
        mine = f'"{model._meta.db_table}".{column(model, path)}'
        return f'EXISTS (SELECT 1 FROM "{parent.db_table}" parent WHERE parent."{parent.pk.column}" = {mine})'  # nosec B608: names of our own tables

    return clause


@dataclass(frozen=True)
class Table:
    """Who may do what with a table. ``sees``: web reads. ``edits``: web writes, for plain own-row forms only. ``adds``: it only inserts."""

    sees: tuple[Clause, ...] = ()
    edits: tuple[Clause, ...] = ()
    adds: tuple[Clause, ...] = ()
    verb: str = "SELECT, INSERT, UPDATE"
    #: Readable by the owner of ``busy`` and of the trigger functions.
    reader: bool = False
    #: What the service may do; append-only tables take UPDATE and DELETE away.
    service: str = "SELECT, INSERT, UPDATE, DELETE"
    #: For tables that are open to all: the reason.
    why: str = ""

    def statements(self, model: Any) -> list[str]:
        """The SQL that brings a table, stripped of its policies, to this declaration."""
        name = f'"{model._meta.db_table}"'
        out = [
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {name} FROM PUBLIC, {WEB}, {VERB}, {READER}, {SERVICE}",
            f"CREATE POLICY trusted ON {name} TO {OWNER}, {SERVICE}, {VERB} USING (true) WITH CHECK (true)",
            f"GRANT {self.service} ON {name} TO {SERVICE}",
        ]
        if self.sees or self.edits:
            more = ", INSERT, UPDATE, DELETE" if self.edits else ", INSERT" if self.adds else ""
            out.append(f"GRANT SELECT{more} ON {name} TO {WEB}")
        if self.verb:
            out.append(f"GRANT {self.verb} ON {name} TO {VERB}")
        if self.reader:
            out.append(f"GRANT SELECT ON {name} TO {READER}")
            out.append(f"CREATE POLICY reader ON {name} FOR SELECT TO {READER} USING (true)")
        if self.sees:
            out.append(f"CREATE POLICY sees ON {name} FOR SELECT TO {WEB} USING ({_any(self.sees, model)})")
        if self.edits:
            test = _any(self.edits, model)
            out.append(f"CREATE POLICY edits ON {name} TO {WEB} USING ({test}) WITH CHECK ({test})")
        if self.adds:
            out.append(f"CREATE POLICY adds ON {name} FOR INSERT TO {WEB} WITH CHECK ({_any(self.adds, model)})")
        return out


def _any(clauses: tuple[Clause, ...], model: Any) -> str:
    return " OR ".join(clause(model) for clause in clauses)


#: Verbs and the service only; web has no grant at all.
NOBODY_SEES = Table()
