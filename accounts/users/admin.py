"""What every page of the staff site shares, and consents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.users.columns import columns, worded
from accounts.users.models import Consent
from accounts.users.values import VALUES
from casaora.kit.steps import By


def groups_of(request: HttpRequest) -> frozenset[str]:
    """The staff groups of whoever asks; read once a request."""
    known: frozenset[str] | None = getattr(request, "staff_groups", None)
    if known is None:
        user = request.user
        may = user.is_authenticated and user.is_active and user.is_staff
        known = frozenset(user.staff_groups()) if may else frozenset()  # type: ignore[union-attr]
        request.staff_groups = known  # type: ignore[attr-defined]
    return known


def _path(offered: Any) -> str:
    """What a filter filters by: a field, or, for one that is a class of its own, its parameter."""
    if isinstance(offered, type):
        return str(offered.parameter_name)  # type: ignore[attr-defined]
    return str(offered if isinstance(offered, str) else offered[0])


class WithWhy(ActionForm):
    """The bar of actions, with room for the reason that most of them need."""

    why = forms.CharField(label=_("Reason"), required=False, max_length=300)


class ForStaff:
    """Read-only for members of ``readers``. State is changed by actions, which call verbs as the named person."""

    readers: tuple[str, ...] = ()
    action_form = WithWhy
    list_per_page = 50
    show_full_result_count = False
    #: A state's name in the database → what staff read.
    values: Mapping[str, Any] = VALUES

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app's section is shown."""
        return bool(groups_of(request) & set(self.readers))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reading."""
        return bool(groups_of(request) & set(self.readers))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are made by verbs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits a field by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History stays."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """In words."""
        return columns(self, super().get_readonly_fields(request, obj))  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """In words, but for what is written on this page: a form's field goes by its name."""
        shown = set(self.readonly_fields)  # type: ignore[attr-defined]
        reads = isinstance(self, admin.ModelAdmin) and obj is not None and not self.has_change_permission(request, obj)
        return [
            (title, {**options, "fields": [columns(self, [name])[0] if reads or name in shown else name for name in options["fields"]]})
            for title, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]


class ReadOnly(ForStaff, admin.ModelAdmin):
    """A table that staff look at."""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """In words."""
        return columns(self, super().get_list_display(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Called what it lists."""
        return super().changelist_view(request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *given: Any, **named: Any) -> HttpResponse:
        """Called what it shows."""
        if context.get("original"):
            context["title"] = capfirst(self.opts.verbose_name)
        return super().render_change_form(request, context, *given, **named)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """In words."""
        return [offered if isinstance(offered, type) else worded(self, offered) for offered in super().get_list_filter(request)]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only by what the list shows or offers: a column that nobody sees (a password's hash) could be read letter by letter."""
        filters: Any = self.list_filter
        offered = ("pk", *self.list_display, *(_path(each) for each in filters))
        first = lookup.split("__")[0]
        return first in {str(name).split("__")[0] for name in offered} and super().lookup_allowed(lookup, value, request)

    def each(self, request: HttpRequest, rows: QuerySet[Any], verb: Callable[[Any, By, str], Any], refusals: tuple[type[Exception], ...]) -> None:
        """Take a verb for every chosen row, as the staff member, and say how it went. Refusals are said, not raised."""
        by, why, done = By("staff", request.user.pk), request.POST.get("why", "").strip(), 0
        for row in rows:
            try:
                verb(row, by, why)
            except refusals as refusal:
                reason = str(refusal) or type(refusal).__name__
                self.message_user(request, _("%(row)s: not done. %(reason)s") % {"row": row, "reason": reason}, messages.ERROR)
            else:
                done += 1
                self.log_change(request, row, f"{verb.__name__}: {why}" if why else verb.__name__)
        if done:
            self.message_user(request, _("Done for %(count)s.") % {"count": done}, messages.SUCCESS)


class Consents(ReadOnly):
    """What people agreed to."""

    readers = ("support",)
    list_display = ("person", "purpose", "version", "given_at", "withdrawn_at")
    list_select_related = ("person",)
    search_fields = ("person__email",)


def register(site: admin.AdminSite) -> None:
    """Consents."""
    site.register(Consent, Consents)
