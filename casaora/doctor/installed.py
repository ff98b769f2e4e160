"""What must lie on the disk: hashed static files, compiled translations, a place for temporary files; and the schema's state."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from casaora.doctor.findings import Finding, Findings, error, good, warning
from casaora.doctor.variables import ROOT


def examine(*, has_started: bool) -> Findings:
    """Files always; static files and migrations only where Django runs."""
    found = [_messages(), _temporary()]
    if has_started:
        found += [_static(), _migrations()]
    return found


def _messages() -> Finding:
    sources = sorted((ROOT / "casaora" / "locale").glob("*/LC_MESSAGES/*.po"))
    missing = [source for source in sources if not source.with_suffix(".mo").exists()]
    stale = [source for source in sources if source not in missing and source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime]
    todo = "Run python -m casaora.local messages when the release is built."
    names = ", ".join(source.parts[-3] for source in missing or stale)
    if missing:
        return error("messages", f"translations are not compiled: {names}", "Every page of that language is in English.", todo)
    if stale:
        return warning("messages", f"the compiled translations are older than their source: {names}", "New sentences are in English.", todo)
    return good("messages", f"{len(sources)} catalogues are compiled")


def _temporary() -> Finding:
    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x")
            file.flush()
    except OSError as refused:
        return error("temporary files", f"none can be written: {refused.strerror}", "Uploads and gunicorn's heartbeat need a place.", "Mount a small tmpfs at /tmp.")
    return good("temporary files", f"{tempfile.gettempdir()} can be written")


def _static() -> Finding:
    from django.conf import settings

    if not settings.IS_DEPLOYED:
        return good("static files", "are served as they lie in the source: this process is not deployed")
    manifest, root = Path(settings.STATIC_ROOT) / "staticfiles.json", Path(settings.STATIC_ROOT)
    matters, todo = "Pages have no styles, or answer with an error.", "Run manage.py collectstatic --noinput when the release is built."
    try:
        paths: dict[str, str] = json.loads(manifest.read_text())["paths"]
    except (OSError, ValueError, KeyError):
        return error("static files", f"{manifest} is not there, or cannot be read", matters, todo)
    gone = [name for name in paths.values() if not (root / name).exists()]
    if gone or not paths:
        return error("static files", f"{len(gone)} of {len(paths)} files of the manifest are missing", matters, todo)
    return good("static files", f"{len(paths)} files are there under their hashed names")


def _migrations() -> Finding:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        ahead = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations or {}))
    except DatabaseError as refused:
        return error("migrations", f"cannot be read: {' '.join(str(refused).split())}", "Nobody knows which schema is there.", "Correct the database first, then run manage.py migrate.")
    if waiting:
        return error("migrations", f"{len(waiting)} wait: {', '.join(waiting[:3])}{' …' if len(waiting) > 3 else ''}", "This release expects a schema that is not there; /readyz answers 503.",
                     "Run manage.py migrate before the release is rolled out.")  # fmt: skip
    if ahead:
        return warning("migrations", f"the database knows {len(ahead)} that this release does not: {'.'.join(ahead[-1])}", "A newer release has migrated it, or this one is rolled back.",
                       "Expected while releases change over and after a rollback; otherwise look which release runs here.")  # fmt: skip
    return good("migrations", "all are applied")
