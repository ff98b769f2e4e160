"""Photos on the staff site: those that wait, looked at one by one; shown, or refused with a reason."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.photos import actions
from accounts.photos.models import Photo, PhotoFile
from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ReadOnly, groups_of
from casaora.design.pictures import WIDTHS
from casaora.kit import clock
from casaora.kit.steps import By

#: What a list shows of each kind.
LISTED = {kind: f"{widths[0]}.webp" for kind, widths in WIDTHS.items()}
REFUSALS = (MayNot, WhyMissing, actions.Decided)


class Photos(ReadOnly):
    """What professionals want to show. Staff see it before anybody else does."""

    readers = ("support", "operations")
    list_display = ("small", "professional", "kind", "state", "caption", "added_at")
    list_filter = ("state", "kind")
    list_select_related = ("professional",)
    search_fields = ("professional__display_name",)
    ordering = ("-added_at",)
    fields = readonly_fields = ("large", "professional", "kind", "state", "caption", "added_at", "decided_at", "decided_by", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        """Without what was sent; the page of one loads it by itself."""
        return super().get_queryset(request).select_related("professional").defer("source").prefetch_related(
            Prefetch("files", PhotoFile.objects.filter(name__in=LISTED.values()), "listed")
        )

    @admin.display(description=_("Photo"))
    def small(self, photo: Photo) -> SafeString | str:
        """As lists of people show it."""
        file = next((f for f in photo.listed if f.name == LISTED[photo.kind]), None)  # type: ignore[attr-defined]
        return _inline(bytes(file.content), "image/webp", photo.caption, 72) if file else "–"

    @admin.display(description=_("Photo"))
    def large(self, photo: Photo) -> SafeString | str:
        """All of what was sent, since a cut may hide what should not be there."""
        if not photo.source:
            return "–"
        return _inline(bytes(photo.source), "image/jpeg", photo.caption, 640)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only for ``support``."""
        if "support" not in groups_of(request):
            return {}
        return {"show": (show, "show", _("Show to everybody")), "refuse": (refuse, "refuse", _("Refuse (with a reason)"))}


def _inline(content: bytes, kind: str, words: str, width: int) -> SafeString:
    """In the page itself: an address of its own would be a door more."""
    return format_html('<img src="data:{};base64,{}" width="{}" alt="{}">', kind, base64.b64encode(content).decode(), width, words or "")


def show(page: Photos, request: HttpRequest, rows: QuerySet[Photo]) -> None:
    """The action of the list."""

    def verb(photo: Photo, by: By, why: str) -> None:
        actions.show(photo_id=photo.pk, by=by, at=clock.now())

    verb.__name__ = "show"
    page.each(request, rows, verb, REFUSALS)


def refuse(page: Photos, request: HttpRequest, rows: QuerySet[Photo]) -> None:
    """The action of the list."""

    def verb(photo: Photo, by: By, why: str) -> None:
        actions.refuse(photo_id=photo.pk, why=why, by=by, at=clock.now())

    verb.__name__ = "refuse"
    page.each(request, rows, verb, REFUSALS)


def register(site: admin.AdminSite) -> None:
    """Photos."""
    site.register(Photo, Photos)
