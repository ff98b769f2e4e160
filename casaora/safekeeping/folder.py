"""The folder of backups: a dump and its manifest beside it. Only what bears our name and our manifest is ours."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from casaora.safekeeping.programs import CannotKeep

NAMED = re.compile(r"casaora-(\d{8}T\d{6}Z)\.json")
STAMP = "%Y%m%dT%H%M%SZ"
MAKER = "casaora backup 1"


@dataclass(frozen=True)
class Backup:
    """A dump with its manifest."""

    moment: datetime
    folder: Path

    @property
    def name(self) -> str:
        """What both files begin with."""
        return f"casaora-{self.moment.astimezone(UTC):{STAMP}}"

    @property
    def dump(self) -> Path:
        """pg_dump's custom format."""
        return self.folder / f"{self.name}.dump"

    @property
    def manifest(self) -> Path:
        """What the dump holds; written last, so that a dump without one is none."""
        return self.folder / f"{self.name}.json"

    def read(self) -> dict[str, Any]:
        """The manifest, after the dump was compared with it. CannotKeep when a byte is missing or changed."""
        said = _manifest(self.manifest)
        if said is None:
            raise CannotKeep(f"{self.manifest.name} is not a manifest of ours.")
        if not self.dump.exists() or self.dump.stat().st_size != said["bytes"] or sha256(self.dump) != said["sha256"]:
            raise CannotKeep(f"{self.dump.name} is not the file that was written on {said['moment']}: its size or SHA-256 differs. Take another backup.")
        return said


def place() -> Path:
    """The folder of ``BACKUP_DIR``, made for our eyes only. CannotKeep where none is named."""
    if not os.environ.get("BACKUP_DIR"):
        raise CannotKeep("Say in BACKUP_DIR in which folder backups are kept; on another disk than the database's.")
    folder = Path(os.environ["BACKUP_DIR"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def backups(folder: Path) -> list[Backup]:
    """Every whole backup of the folder, the newest last."""
    found = [(NAMED.fullmatch(path.name), path) for path in folder.glob("casaora-*.json")]
    moments = [datetime.strptime(m[1], STAMP).replace(tzinfo=UTC) for m, path in found if m and _manifest(path)]
    return [backup for backup in (Backup(moment, folder) for moment in sorted(moments)) if backup.dump.exists()]


def write_manifest(backup: Backup, said: dict[str, Any]) -> None:
    """Beside and renamed, readable by us alone."""
    part = part_of(backup.manifest)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"made_by": MAKER, **said}, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    publish(part, backup.manifest)


def part_of(path: Path) -> Path:
    """Where a file is while it is written."""
    return path.with_name(f".{path.name}.part")


def publish(part: Path, path: Path) -> None:
    """Rename what is whole and on the disk; the rename is on the disk as well."""
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256(path: Path) -> str:
    """Of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def expendable(moments: Iterable[datetime], *, daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Which backups may go: all but the newest of each of the last ``daily`` days, ``weekly`` weeks and ``monthly`` months (UTC) that have
    one. The newest of all always stays."""
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    for number, unit in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        seen: dict[str, datetime] = {}
        for moment in newest_first:
            seen.setdefault(f"{moment.astimezone(UTC):{unit}}", moment)
        kept |= set(list(seen.values())[:number])
    return set(newest_first) - kept


def thin_out(folder: Path, *, daily: int, weekly: int, monthly: int, at: datetime) -> int:
    """Delete what may go, and what a backup that was killed a day ago left. How many backups went."""
    mine = backups(folder)
    gone = expendable((b.moment for b in mine), daily=daily, weekly=weekly, monthly=monthly)
    for backup in mine:
        if backup.moment in gone:
            backup.manifest.unlink()  # first: a dump without a manifest is none
            backup.dump.unlink()
    for part in folder.glob(".casaora-*.part"):
        if part.name < f".{Backup(at - timedelta(days=1), folder).name}":
            part.unlink()
    return len(gone)


def _manifest(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("made_by") == MAKER else None
