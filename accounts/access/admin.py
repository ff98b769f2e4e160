"""People on the staff site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import actions
from accounts.access.models import OpenSession
from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ReadOnly, groups_of
from accounts.users.models import User
from casaora.kit import clock
from casaora.kit.steps import By


class People(ReadOnly):
    """Everybody who signs in."""

    readers = ("support", "operations", "finance")
    list_display = ("email", "first_name", "last_name", "language", "is_staff", "date_joined", "suspended_at")
    list_filter = ("is_staff", "language", ("suspended_at", admin.EmptyFieldListFilter))
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-date_joined",)
    fields = ("email", "first_name", "last_name", "language", "date_joined", "last_login", "is_staff", "suspended_at", "suspended_reason")
    actions = ("suspend", "readmit")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only ``support`` suspends."""
        return super().get_actions(request) if "support" in groups_of(request) else {}

    @admin.action(description=_("Suspend (with a reason)"))
    def suspend(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Stop these people at sign-in and in every open session."""

        def suspend(person: User, by: By, why: str) -> None:
            actions.suspend(person_id=person.pk, why=why, by=by, at=clock.now())

        self.each(request, queryset, suspend, (MayNot, WhyMissing))

    @admin.action(description=_("Readmit"))
    def readmit(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End their suspension."""

        def readmit(person: User, by: By, why: str) -> None:
            actions.readmit(person_id=person.pk, by=by, at=clock.now())

        self.each(request, queryset, readmit, (MayNot,))


class OpenSessions(ReadOnly):
    """Which browsers people are signed in with; the key of none is shown."""

    readers = ("support",)
    list_display = ("person", "browser", "begun_at")
    list_select_related = ("person",)
    search_fields = ("person__email",)
    ordering = ("-pk",)
    fields = readonly_fields = ("person", "browser", "begun_at")


def register(site: admin.AdminSite) -> None:
    """People, and where they are signed in."""
    site.register(User, People)
    site.register(OpenSession, OpenSessions)
