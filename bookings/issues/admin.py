"""Issues on the staff site: the queue, the case with its facts, and the decision with its money shown before the button."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from accounts.users.columns import local_moment
from bookings.issues import case, process, queries, rulings
from bookings.issues.models import Evidence, Issue, IssueStep, Ruling
from bookings.issues.shares import NotPossible
from bookings.issues.views import served
from bookings.lifecycle.claims import NotNow
from bookings.payments.actions import BeingConfirmed
from casaora.kit import clock
from casaora.kit.steps import By

READERS = ("support", "finance")
REFUSALS = (MayNot, WhyMissing, NotNow, NotPossible, rulings.RulingWaits, BeingConfirmed)


class Age(admin.SimpleListFilter):
    """How urgent it is."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Ours and late, ours and soon late, waiting for the other side."""
        return [("overdue", _("Decision overdue")), ("soon", _("To be decided within two days")), ("ours", _("Waits for our decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Issue]) -> QuerySet[Issue]:
        """By the deadlines, which are columns."""
        at, value = clock.now(), self.value()
        ours = queryset.filter(state__in=process.WITH_STAFF)
        if value == "overdue":
            return queryset.filter(pk__in=queries.overdue(at))
        return ours.filter(rule_by__lte=at + timedelta(days=2)) if value == "soon" else ours if value == "ours" else queryset


class Files(ForStaff, admin.TabularInline):
    """What both sides gave."""

    model = Evidence
    readers = READERS
    fields = readonly_fields = ("given_at", "by_role", "open_file", "type", "size")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Not their contents."""
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("file"))
    def open_file(self, evidence: Evidence) -> str:
        """On an address of the staff site."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bookings_evidence_file", args=[evidence.pk]), evidence.name)


class Rulings(ForStaff, admin.TabularInline):
    """What was proposed and decided."""

    model = Ruling
    readers = READERS
    fields = readonly_fields = (
        "made_at", "outcome", "amount", "of_earning", "of_fee", "state", "is_final", "words", "redo_at", "by_person_id", "agreed_by_person_id",
    )  # fmt: skip
    extra = 0


class Steps(ForStaff, admin.TabularInline):
    """What happened."""

    model = IssueStep
    readers = READERS
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")
    extra = 0


class Issues(ReadOnly):
    """The queue, what is due first at its head; and each case."""

    readers = READERS
    list_display = ("reference", "state", "kind", "booking", "by_role", "opened_at", "answer_by", "rule_by", "escalated_at")
    list_filter = ("state", Age, "kind", "by_role", ("opened_at", admin.DateFieldListFilter))
    list_select_related = ("booking",)
    search_fields = ("=reference", "=booking__reference", "professional__display_name")
    ordering = ("rule_by", "pk")
    fields = readonly_fields = (
        "reference", "state", "kind", "visit", "by_role", "text", "claimed", "answer", "appeal", "appealed_by_role", "opened", "answer_until",
        "rule_until", "overdue_since", "ruled", "appeal_until", "closed",
    )  # fmt: skip
    inlines = (Files, Rulings, Steps)
    actions = ("agree", "disagree")
    change_form_template = "admin/issues/case.html"

    def get_urls(self) -> list[Any]:
        """The decision, and the files."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/decision/", wrap(self.decide), name="bookings_issue_decide"),
            path("evidence/<int:pk>/", wrap(self.open_evidence), name="bookings_evidence_file"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        """With the visit."""
        return super().get_queryset(request).select_related("booking__city", "booking__payment", "professional", "customer__user")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance is the second person; support may take its proposal back."""
        groups, found = groups_of(request), super().get_actions(request)
        return {name: found[name] for name, group in (("agree", "finance"), ("disagree", "")) if name in found and (not group or group in groups)}

    @admin.action(description=_("Agree to the decision that waits"))
    def agree(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        """As the second person."""

        def agree(issue: Issue, by: By, why: str) -> None:
            rulings.agree(reference=issue.reference, by=by, at=clock.now())

        self.each(request, queryset, agree, REFUSALS)

    @admin.action(description=_("Refuse the decision that waits (with a reason)"))
    def disagree(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        """It is to be decided anew."""

        def disagree(issue: Issue, by: By, why: str) -> None:
            rulings.disagree(reference=issue.reference, by=by, at=clock.now(), why=why)

        self.each(request, queryset, disagree, REFUSALS)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The case, with the facts of the record."""
        issue = self.get_object(request, object_id)
        more = {"facts": case.facts(issue), "may_decide": issue.state in process.WITH_STAFF and "support" in groups_of(request)} if issue else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look at what it would do, then decide. The verb asks everything again."""
        if "support" not in groups_of(request):
            raise PermissionDenied
        issue, at = get_object_or_404(self.get_queryset(request), pk=pk), clock.now()
        form = case.Deciding(request.POST if request.method == "POST" else None, issue=issue, at=at)
        context = {
            **self.admin_site.each_context(request), "form": form, "opts": self.opts, "title": gettext("Decide"), "issue": issue, "facts": case.facts(issue),
        }  # fmt: skip
        if request.method == "POST" and form.is_valid():
            try:
                context["preview"] = case.preview(issue, form.decision())
                if "rule" in request.POST:
                    return self._rule(request, issue, form, at)
            except REFUSALS as refusal:
                form.add_error(None, case.in_words(refusal))
                context.pop("preview", None)
        return TemplateResponse(request, "admin/issues/decision.html", context)

    def _rule(self, request: HttpRequest, issue: Issue, form: case.Deciding, at: datetime) -> HttpResponse:
        decision = form.decision()
        after = rulings.rule(reference=issue.reference, decision=decision, by=By("staff", request.user.pk), at=at)
        self.log_change(request, issue, f"rule: {decision.outcome}")
        if after.state in process.WITH_STAFF:
            self.message_user(request, _("Not decided yet: it waits for the second person, or for the bank’s answer. The case shows which."), messages.WARNING)
        else:
            self.message_user(request, _("Decided. Both sides are told."), messages.SUCCESS)
        return redirect("admin:bookings_issue_change", issue.pk)

    def open_evidence(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A file, for support and finance."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return served(get_object_or_404(Evidence.objects.select_related("issue"), pk=pk))

    @admin.display(description=_("booking"))
    def visit(self, issue: Issue) -> str:
        """Its page."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bookings_booking_change", args=[issue.booking_id]), issue.booking)

    @admin.display(description=_("asks back at most"))
    def claimed(self, issue: Issue) -> str:
        """In money."""
        return str(issue.claimed or "–")

    opened = local_moment("opened_at", _("reported"))
    answer_until = local_moment("answer_by", _("to be answered until"))
    rule_until = local_moment("rule_by", _("to be decided until"))
    appeal_until = local_moment("appeal_by", _("can be appealed until"))
    overdue_since = local_moment("escalated_at", _("overdue since"))
    ruled = local_moment("ruled_at", _("decided"))
    closed = local_moment("closed_at", _("closed"))


def register(site: admin.AdminSite) -> None:
    """Issues."""
    site.register(Issue, Issues)
