"""Files that come with a form. No form of ours takes one, so the first ends the request before a byte of it is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Answers 400. Django's own would write whatever anybody sends, of any size, to the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        raise SuspiciousOperation("no form takes files")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Never reached."""
        return None

    def file_complete(self, file_size: int) -> None:
        """Never reached."""
