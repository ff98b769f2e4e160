"""Compiled translations without the system's gettext."""

from __future__ import annotations

from casaora.local.environment import ROOT


def compile_messages() -> int:
    """Compile each catalogue that is newer than its compiled form; fuzzy entries are left out. How many were."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = 0
    for source in sorted((ROOT / "casaora" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        with target.open("wb") as file:
            write_mo(file, catalog, use_fuzzy=False)
        done += 1
    return done
