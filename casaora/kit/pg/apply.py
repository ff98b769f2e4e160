"""Brings the declared policies to the database, and tells what is not declared."""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from casaora.kit.policies import Table

#: Django's own bookkeeping, made before any policy and holding nothing about a person.
EXEMPT = {"django_migrations"}


def declared() -> dict[str, Table]:
    """Every declaration of the project, by model label in lower case. A model may be declared once."""
    found: dict[str, Table] = {}
    for path in settings.ROW_POLICIES:
        for label, table in import_string(path).items():
            if label.lower() in found:
                raise ValueError(f"{label} is declared twice")
            found[label.lower()] = table
    return found


def models() -> list[Any]:
    """Every managed model, many-to-many tables included."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def undeclared() -> list[str]:
    """Labels of managed models without a declaration."""
    known = declared()
    return [m._meta.label for m in models() if m._meta.label_lower not in known]


def apply(connection: Any) -> int:
    """Bring every existing table to its declaration; as the owner. Returns how many were changed.

    A table is touched only if the rendered SQL differs from the hash kept in its comment, so that
    a second run changes nothing. One transaction a table: it is never left half open.
    """
    changed = 0
    known = declared()
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in models():
            table = known.get(model._meta.label_lower)
            if table is None or model._meta.db_table not in existing:
                continue
            statements = table.statements(model)
            digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
            cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [f'"{model._meta.db_table}"'])
            if cursor.fetchone()[0] == digest:
                continue
            with transaction.atomic():
                _replace(cursor, model._meta.db_table, statements, digest)
            changed += 1
    return changed


def _replace(cursor: Any, name: str, statements: list[str], digest: str) -> None:
    cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [name])
    for (policy,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON "{name}"')
    for statement in statements:
        cursor.execute(statement)
    cursor.execute(f"COMMENT ON TABLE \"{name}\" IS '{digest}'")
