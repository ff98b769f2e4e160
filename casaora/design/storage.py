"""Static files in production: hashed, compressed, and each stylesheet one file instead of many."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: What pages name: for everybody; beside it for professionals, for staff, for the gallery; and for Django's own staff pages.
ENTRIES = ("css/site.css", "css/work.css", "css/staff.css", "css/gallery.css", "css/admin.css")
IMPORT = re.compile(r'@import url\("(?P<path>[^"/:]+(?:/[^"/:]+)*)"\);\n?')
ADDRESS = re.compile(r'url\("(?P<path>(?:\.\./)+[^"]+)"\)')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(r"\s*\n\s*")


def inlined(entry: str, read: Callable[[str], str]) -> str:
    """The entry with each local import replaced by its file, without comments and indentation.

    ``read`` gives the text of a name relative to the static root. Relative addresses are written anew for the entry's folder.
    """
    home = posixpath.dirname(entry)

    def paste(found: re.Match[str]) -> str:
        name = posixpath.join(home, found["path"])
        return ADDRESS.sub(lambda address: _moved(address["path"], name, home), read(name))

    return BLANK.sub("\n", COMMENT.sub("", IMPORT.sub(paste, read(entry)))).strip() + "\n"


def _moved(path: str, name: str, home: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    return f'url("{posixpath.relpath(target, home)}")'


class WholeStylesheets(CompressedManifestStaticFilesStorage):
    """Puts the imported files into each entry before anything is hashed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        """Rewrite the entries, then go on as usual."""
        for entry in ENTRIES if not dry_run else ():
            if entry in paths:
                css = inlined(entry, lambda name: self._text(paths, name))
                self.delete(entry)
                self._save(entry, ContentFile(css.encode()))
                paths[entry] = (self, entry)
        yield from super().post_process(paths, dry_run, **options)

    @staticmethod
    def _text(paths: dict[str, Any], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text
