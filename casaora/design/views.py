"""Every component in every state, on one page, where developers are."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casaora.design import examples
from casaora.kit import clock

#: Beside the one that every page has.
SHEETS = ("css/work.css", "css/staff.css", "css/gallery.css")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """404 in staging and production."""
    if settings.ENVIRONMENT not in ("local", "test"):
        raise Http404
    return render(request, "design/gallery.html", {"sheets": SHEETS, **examples.everything(clock.now())})
