"""Questions on the staff site: what is due first at its head, and each with its reply; and what readers thought of articles."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from casaora.help import actions, process
from casaora.help.forms import Reply
from casaora.help.models import Question, QuestionStep, Verdict
from casaora.kit import clock
from casaora.kit.steps import By

#: Who answers people; finance reads.
ANSWERS = frozenset({"support", "operations"})
READERS = ("support", "operations", "finance")
REFUSALS = (MayNot, WhyMissing, actions.NotNow, actions.ReplyTooShort)


class Overdue(admin.SimpleListFilter):
    """Whether somebody waits for longer than we said."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The choices."""
        return [("all", _("Waits for us")), ("overdue", _("For longer than we said"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """Those that fit."""
        waits = queryset.filter(state__in=process.WAITING)
        return {"all": waits, "overdue": waits.filter(reply_by__lte=clock.now())}.get(self.value() or "", queryset)


class Steps(ForStaff, admin.TabularInline):
    """What was done about it."""

    model = QuestionStep
    readers = READERS
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")
    extra = 0


class Questions(ReadOnly):
    """The queue. A reply is written on a page of its own and sent as it is."""

    readers = READERS
    list_display = ("reference", "topic_in_words", "state", "owner", "asked_at", "reply_by", "email", "language")
    list_filter = (Overdue, "state", "topic", "language")
    list_select_related = ("owner",)
    search_fields = ("=reference", "=email", "=booking")
    ordering = ("closed_at", "reply_by", "pk")
    fields = readonly_fields = (
        "reference", "state", "topic_in_words", "text", "email", "person", "booking", "language", "asked_at", "reply_by", "owner", "reply", "replied_at", "closed_at",
    )  # fmt: skip
    inlines = (Steps,)
    actions = ("take_in_hand", "set_aside", "open_again")
    change_form_template = "admin/help/question.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """With whoever has it in hand, and whoever asked."""
        return super().get_queryset(request).select_related("owner", "person")

    def get_urls(self) -> list[Any]:
        """The reply."""
        return [path("<int:pk>/reply/", self.admin_site.admin_view(self.write_reply), name="help_question_reply"), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only for those who answer people."""
        return super().get_actions(request) if groups_of(request) & ANSWERS else {}

    @admin.display(description=_("about"), ordering="topic")
    def topic_in_words(self, question: Question) -> str:
        """As the form says it."""
        return str(question.get_topic_display())

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the reply."""
        row = self.get_object(request, object_id)
        may = bool(row and row.state in process.WAITING and groups_of(request) & ANSWERS)
        return super().change_view(request, object_id, form_url, {"may_reply": may, **(extra_context or {})})

    def write_reply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it and send it."""
        if not groups_of(request) & ANSWERS:
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = Reply(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.reply(reference=row.reference, text=form.cleaned_data["text"], by=By("staff", request.user.pk), at=clock.now())
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(request, row, "reply")
                self.message_user(request, _("Sent to %(email)s.") % {"email": row.email}, messages.SUCCESS)
                return redirect("admin:help_question_change", row.pk)
        page = {**self.admin_site.each_context(request), "form": form, "opts": self.opts, "title": gettext("Reply"), "question": row}
        return TemplateResponse(request, "admin/help/reply.html", page)

    def _each(self, request: HttpRequest, rows: QuerySet[Question], name: str) -> None:
        def taken(row: Question, by: By, why: str) -> None:
            named = {"why": why} if name in process.NEEDS_WHY else {}
            getattr(actions, name)(reference=row.reference, by=by, at=clock.now(), **named)

        taken.__name__ = name
        self.each(request, rows, taken, REFUSALS)

    @admin.action(description=_("Take: I look after it"))
    def take_in_hand(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        """With one's own name."""
        self._each(request, queryset, "take_in_hand")

    @admin.action(description=_("Set aside (with a reason): it needs no answer"))
    def set_aside(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        """Advertising, or answered elsewhere."""
        self._each(request, queryset, "set_aside")

    @admin.action(description=_("Open again (with a reason)"))
    def open_again(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        """Something was missing."""
        self._each(request, queryset, "open_again")


class Verdicts(ReadOnly):
    """What readers thought of an article."""

    readers = READERS
    list_display = ("article", "language", "helped", "words", "given_at")
    list_filter = ("helped", "language", "article")
    ordering = ("-given_at", "-pk")
    fields = readonly_fields = ("article", "language", "helped", "words", "given_at")


def register(site: admin.AdminSite) -> None:
    """Questions and verdicts."""
    site.register(Question, Questions)
    site.register(Verdict, Verdicts)
