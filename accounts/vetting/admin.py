"""Professionals on the staff site: their vetting, step by step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.professionals.models import Professional
from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from accounts.users.words import FIELDS
from accounts.vetting import actions
from accounts.vetting.models import Check, VettingStep
from accounts.vetting.process import PROCESS
from casaora.kit import clock
from casaora.kit.steps import By

REFUSALS = (MayNot, WhyMissing, actions.NotFromHere, actions.ChecksMissing)
WORDS = {
    "ask_documents": _("Ask for documents"), "invite": _("Invite to the interview"), "check_background": _("Begin the background check"),
    "approve": _("Approve"), "reject": _("Reject (with a reason)"), "suspend": _("Suspend (with a reason)"),
    "reinstate": _("Reinstate (with a reason)"),
}  # fmt: skip


class Steps(ForStaff, admin.TabularInline):
    """What happened, newest first."""

    model = VettingStep
    readers = ("support", "operations")
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")
    ordering = ("-at",)
    extra = 0


class NewCheck(forms.ModelForm):
    """What was looked at, until when it counts."""

    class Meta:
        model = Check
        fields = ("kind", "valid_until", "note")
        labels = {name: FIELDS[name] for name in fields}

    def clean_valid_until(self) -> Any:
        """Later than now."""
        until = self.cleaned_data["valid_until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(_("A check counts from now on: choose a later day."))
        return until


class Checks(ForStaff, admin.TabularInline):
    """What was checked. ``support`` adds; a newer one of a kind takes the older one's place."""

    model = Check
    form = NewCheck
    readers = ("support", "operations")
    fields = ("kind", "valid_until", "note", "checked_by", "checked_at")
    readonly_fields = ("checked_by", "checked_at")
    ordering = ("-checked_at",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Support looks at documents."""
        return "support" in groups_of(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Check]:
        """With the names of those who checked."""
        return super().get_queryset(request).select_related("checked_by")


class Professionals(ReadOnly):
    """Applications and profiles."""

    readers = ("support", "operations", "finance")
    list_display = ("display_name", "city", "vetting_state", "approved_at", "checks_valid_until", "is_listed")
    list_filter = ("vetting_state", "city", "is_listed")
    list_select_related = ("city",)
    search_fields = ("display_name", "user__email")
    ordering = ("display_name",)
    fields = readonly_fields = (
        "display_name", "user", "slug", "city", "neighborhood", "vetting_state", "approved_at", "checks_valid_until", "is_listed",
        "languages", "years_of_experience", "gender", "headline_es", "headline_en", "about_es", "about_en",
    )  # fmt: skip
    inlines = (Checks, Steps)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only so that checks can be added: every field of the profile is read-only."""
        return "support" in groups_of(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Professional]:
        """With what the page names."""
        return super().get_queryset(request).select_related("city", "neighborhood", "user")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One for each step of the process that is staff's; only for ``support``."""
        if "support" not in groups_of(request):
            return {}
        steps = [name for name, step in PROCESS.steps.items() if "staff" in step.by]
        return {name: (_taking(name), name, WORDS[name]) for name in steps}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Without Django's transaction around it: the verb that adds a check has its own."""
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Professional, form: Any, change: bool) -> None:
        """Nothing: no field of the profile is staff's to write."""

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool) -> None:
        """Add the new checks through their verb."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []  # what the history entry is made of
        for line in formset.forms:
            if formset.model is not Check or not line.has_changed() or line.instance.pk:
                continue
            facts = {name: line.cleaned_data[name] for name in NewCheck.Meta.fields}
            try:
                made = actions.add_check(professional_id=form.instance.pk, **facts, by=By("staff", request.user.pk), at=clock.now())
            except MayNot as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                formset.new_objects.append(made)


def _taking(step: str) -> Any:
    def take(page: Professionals, request: HttpRequest, rows: QuerySet[Professional]) -> None:
        def verb(professional: Professional, by: By, why: str) -> None:
            actions.advance(professional_id=professional.pk, step=step, why=why, by=by, at=clock.now())

        verb.__name__ = step
        page.each(request, rows, verb, REFUSALS)

    take.__name__ = step
    return take


def register(site: admin.AdminSite) -> None:
    """Professionals, with their checks and steps."""
    site.register(Professional, Professionals)
