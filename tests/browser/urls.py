"""The house's addresses, and one for each page that an error leads to: nobody can be asked to break the house for a look at it."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from casaora.pages import views as pages
from casaora.ratelimits import too_many
from casaora.urls import handler400, handler403, handler404, handler500
from casaora.urls import urlpatterns as ours

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Meant(Exception):
    """Somebody wanted to see the page of a failure."""


RAISED: dict[str, type[Exception]] = {"400": SuspiciousOperation, "403": PermissionDenied, "404": Http404, "500": Meant}


def fault(request: HttpRequest, name: str) -> HttpResponse:
    """As it comes about, or as its view draws it."""
    if name in RAISED:
        raise RAISED[name]
    if name == "csrf":
        return pages.csrf_failure(request, "")
    if name == "429":
        return too_many(request, 120)
    return render(request, f"{name}.html", status=int(name))


urlpatterns = [*i18n_patterns(path("faults/<slug:name>/", fault)), *ours]
