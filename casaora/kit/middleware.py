"""Each request says who it is to the database, and a GET cannot write."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

from casaora.kit import events
from casaora.kit.acting import acting, become

Answer = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")


class RequestId:
    """Gives each request an id, for its events, tasks and the processor's metadata. First in line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The id is ours, never the client's: a forged one could not mislead a search through the logs."""
        with events.caused_by("", by="admin" if request.path.startswith("/admin/") else "web"):
            response = self.get_response(request)
            response["X-Request-Id"] = events.request_id.get()
            return response


class ActingPerson:
    """Sets the acting person before ``request.user`` is touched; after Session and Authentication middleware."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A GET is one READ ONLY transaction; a POST's verbs make their own."""
        uid = request.session.get(SESSION_KEY)
        response = self._answer(request, uid)
        if not request.session.is_empty() and "Cache-Control" not in response:
            add_never_cache_headers(response)  # somebody's: kept by no cache on the way, nor by the next to use the browser
        return response

    def _answer(self, request: HttpRequest, uid: str | None) -> HttpResponse:
        with acting(person=int(uid) if uid else None, groups=(), role=settings.REQUEST_ROLE):
            if request.method not in SAFE:
                self.admit(request, uid)
                return self.get_response(request)
            with acting(read_only=True), transaction.atomic():
                self.admit(request, uid)
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)  # the exception became a response further in
                return response

    @staticmethod
    def admit(request: HttpRequest, uid: str | None) -> None:
        """Drop a person whose session no longer holds; tell the groups of staff, once they proved that it is they."""
        if not uid:
            return
        user = request.user
        if not user.is_authenticated:
            become(person=None)
        elif user.is_staff and import_string(settings.STAFF_PROVED)(request):
            become(groups=tuple(user.staff_groups()))
