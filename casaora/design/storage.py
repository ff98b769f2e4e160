"""Static files in production: hashed, compressed, and one stylesheet instead of many."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\);\n?')


def inlined(entry: str, read: Any) -> str:
    """The entry with each local import replaced by the file, its relative urls corrected for the entry's folder."""

    def paste(found: re.Match[str]) -> str:
        path = found["path"]
        return _from_entry(read(str(Path(entry).parent / path)), Path(path).parent)

    return IMPORT.sub(paste, read(entry))


def _from_entry(css: str, folder: Path) -> str:
    if str(folder) == ".":
        return css
    return re.sub(r'url\("\.\./\.\./', 'url("../', css)


class OneStylesheetStorage(CompressedManifestStaticFilesStorage):
    """Puts the imported files into ``css/site.css`` before anything is hashed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        """Rewrite the entry, then go on as usual."""
        if ENTRY in paths and not dry_run:
            def read(name: str) -> str:
                storage, path = paths[name]
                with storage.open(path) as file:
                    return file.read().decode()

            css = inlined(ENTRY, read)
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(css.encode()))
            paths[ENTRY] = (self, ENTRY)
        yield from super().post_process(paths, dry_run, **options)
