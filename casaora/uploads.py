"""Files that come with a form. Almost no form takes one: there the first ends the request before a byte of it is kept."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

#: Of one form.
MOST_FILES, MOST_BYTES = 4, 5_000_000


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


class Few(FileUploadHandler):
    """For the forms that take evidence: a few files, each bounded, kept in memory until the form has looked at them.

    What is over a bound is passed over and noted, so that the form can say so; a body that is over all of them ends the request.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.kept, self.part = 0, io.BytesIO()

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:
        """Before anything is read."""
        if content_length > MOST_FILES * MOST_BYTES + 1_000_000:
            raise RequestDataTooBig("more than all files together may have")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.part = io.BytesIO()
        if self.kept >= MOST_FILES:
            self._pass_over()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """It goes on."""
        if start + len(raw_data) > MOST_BYTES:
            self._pass_over()
        self.part.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile:
        """It ends."""
        self.kept += 1
        self.part.seek(0)
        return InMemoryUploadedFile(self.part, self.field_name, self.file_name or "file", self.content_type, file_size, self.charset)

    def _pass_over(self) -> None:
        self.request.files_passed_over = True  # type: ignore[union-attr]
        raise SkipFile


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose form takes a few files, from people who are signed in; the outermost decorator, since whoever looks at the form first chooses how it is read.

    The check of the form's origin (CSRF) reads the form, so it waits until the files have their handler.
    """
    checked = login_required(csrf_protect(view))  # nobody unknown is read at length

    @csrf_exempt
    @functools.wraps(view)
    def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [Few(request)]
        return checked(request, *args, **kwargs)

    return taking
