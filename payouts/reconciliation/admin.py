"""Breaks, suspense and runs on the staff site: finance reads, takes, closes, proposes and posts. The verbs ask again who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, WithWhy
from casaora.kit import clock
from casaora.kit.money import Money, show
from casaora.kit.steps import By
from payouts.reconciliation import actions, matching
from payouts.reconciliation.models import Break, Match, Proposal, Reconciliation
from payouts.reconciliation.remedies import REMEDIES

READERS = ("finance",)
REFUSALS = (MayNot, WhyMissing, actions.NotNow, actions.DoesNotFit)


class WithEntry(WithWhy):
    """The bar of actions, with the entry that is proposed."""

    entry = forms.ChoiceField(label=_("Entry"), required=False, choices=lambda: [("", "–"), *((each.name, each.label) for each in REMEDIES.values())])


class IsOpen(admin.SimpleListFilter):
    """Open ones, unless told: the closed ones are history."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Closed, or everything; open goes without saying."""
        return [("overdue", _("Overdue")), ("no", _("Closed")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """The first is what is shown when nothing is chosen."""
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": _("Open")} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[Break]) -> QuerySet[Break]:
        """By a column that only open ones leave empty."""
        if self.value() == "all":
            return queryset
        if self.value() == "overdue":
            return queryset.filter(closed_at__isnull=True, happened_at__lt=clock.now() - Break.OVERDUE_AFTER)
        return queryset.filter(closed_at__isnull=self.value() != "no")


class HasOwner(admin.SimpleListFilter):
    """Whose it is to look after."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Mine, or nobody's."""
        return [("mine", _("Mine")), ("nobody", _("Nobody’s"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Break]) -> QuerySet[Break]:
        """By the person who asks."""
        if self.value() == "mine":
            return queryset.filter(owner=request.user.pk)
        return queryset.filter(owner__isnull=True) if self.value() == "nobody" else queryset


class Proposals(ForStaff, admin.TabularInline):
    """What was proposed, and by whom it was posted."""

    model = Proposal
    fk_name = "about"
    readers = READERS
    fields = readonly_fields = ("recipe", "amount", "professional", "why", "proposed_by", "proposed_at", "outcome", "settled_by", "settled_at", "entry")
    extra = 0


def days_of(age: timedelta) -> str:
    """In whole days, as people count what waits."""
    return ngettext("%(count)d day", "%(count)d days", age.days) % {"count": age.days}


class Breaks(ReadOnly):
    """What the two books do not both say, and what waits in suspense."""

    readers = READERS
    list_display = ("what", "bucket", "kind_of", "amount", "subject", "age", "owner", "proposed", "closed_at", "closed_why")
    list_filter = (IsOpen, HasOwner, "bucket", "currency", ("happened_at", admin.DateFieldListFilter))
    list_select_related = ("owner", "entry")
    search_fields = ("=movement_id", "=source_id", "=subject", "=type")
    ordering = ("happened_at", "pk")
    fields = readonly_fields = (
        "bucket", "kind_of", "movement_id", "source_id", "entry", "subject", "amount", "gross", "fee_there", "currency", "happened_at", "age",
        "first_seen_at", "last_seen_at", "owner", "taken_at", "closed_at", "closed_by_role", "closed_by", "closed_why", "closing_entry",
    )  # fmt: skip
    inlines = (Proposals,)
    action_form = WithEntry  # type: ignore[misc]
    actions = ("take", "close", "propose", "approve", "refuse")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Break]:
        """With what is proposed."""
        return super().get_queryset(request).prefetch_related("proposals")

    @admin.display(description=_("about"))
    def what(self, row: Break) -> str:
        """The processor's id, the name in our entry, or the subject that waits."""
        return row.movement_id or (row.entry.reference if row.entry else row.subject) or "–"

    @admin.display(description=_("kind"), ordering="type")
    def kind_of(self, row: Break) -> str:
        """The processor's word; one that we do not know is said to be unknown."""
        said = str(self.values.get(row.type, row.type))
        is_strange = bool(row.movement_id) and row.type not in matching.KNOWN
        return str(_("%(type)s (a type that we do not know)") % {"type": said}) if is_strange else said

    @admin.display(description=_("age"), ordering="-happened_at")
    def age(self, row: Break) -> str:
        """Since the money moved."""
        return days_of(row.age(clock.now()))

    @admin.display(description=_("proposed entry"))
    def proposed(self, row: Break) -> str:
        """What waits for a second person."""
        return next((str(REMEDIES[each.recipe].label) for each in row.proposals.all() if each.outcome == ""), "–")

    @admin.display(description=_("gross at the processor"))
    def gross(self, row: Break) -> str:
        """Before its fee."""
        return "–" if row.gross_minor is None else show(Money(row.gross_minor, row.currency))

    @admin.display(description=_("processor’s fee"))
    def fee_there(self, row: Break) -> str:
        """As the processor reckons it."""
        return "–" if row.fee_of_processor_minor is None else show(Money(row.fee_of_processor_minor, row.currency))

    def _each(self, request: HttpRequest, rows: QuerySet[Break], name: str, verb: Callable[..., Any]) -> None:
        def taken(row: Break, by: By, why: str) -> None:
            verb(break_id=row.pk, by=by, at=clock.now(), why=why)

        taken.__name__ = name
        self.each(request, rows, taken, REFUSALS)

    @admin.action(description=_("Take: it is mine to look after"))
    def take(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """With one's own name."""
        self._each(request, queryset, "take", lambda why, **named: actions.take(**named))

    @admin.action(description=_("Close as it is (with a reason; no money moves)"))
    def close(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """The difference is accepted."""
        self._each(request, queryset, "close", actions.close)

    @admin.action(description=_("Propose the chosen entry (with a reason; somebody else posts it)"))
    def propose(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """For the whole amount."""
        recipe = request.POST.get("entry", "")
        if not recipe:
            self.message_user(request, _("Choose an entry."), messages.ERROR)
            return
        self._each(request, queryset, "propose", lambda **named: actions.propose(recipe=recipe, **named))

    @admin.action(description=_("Post the proposed entry (not your own)"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """The second person."""
        self._each(request, queryset, "approve", lambda why, **named: actions.approve(**named))

    @admin.action(description=_("Refuse the proposed entry, or take it back (with a reason)"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """Nothing is posted."""
        self._each(request, queryset, "refuse", actions.refuse)


class Runs(ReadOnly):
    """Every comparison."""

    readers = READERS
    list_display = ("started_at", "since", "until", "finished_at", "new_breaks", "differences")
    ordering = ("-started_at",)
    fields = readonly_fields = ("started_at", "since", "until", "finished_at", "new_breaks", "found", "differences")

    @admin.display(description=_("found"))
    def found(self, run: Reconciliation) -> str:
        """Bucket by bucket: how many, and by how much."""
        parts = [
            f"{self.values.get(bucket, bucket)}: {part['count']} ({show(Money(part['minor'], currency))})"
            for bucket, by_currency in run.counts.items() for currency, part in by_currency.items()
        ]  # fmt: skip
        return ", ".join(parts) or "–"

    @admin.display(description=_("balances"))
    def differences(self, run: Reconciliation) -> str:
        """The processor's less ours, and what of it nothing explains."""
        parts = []
        for currency, part in run.balances.items():
            if part["difference"] is None:
                parts.append(str(_("%(currency)s: money moved while it was read") % {"currency": currency}))
                continue
            said = {"difference": show(Money(part["difference"], currency)), "rest": show(Money(part["unexplained"], currency))}
            parts.append(str(_("%(difference)s, of it not explained %(rest)s") % said))
        return ", ".join(parts) or "–"


class Matches(ReadOnly):
    """Which entry is about which movement."""

    readers = READERS
    list_display = ("entry", "movement_id", "at")
    list_select_related = ("entry",)
    search_fields = ("=movement_id", "=entry__reference")
    ordering = ("-pk",)
    fields = readonly_fields = ("entry", "movement_id", "at")


def register(site: admin.AdminSite) -> None:
    """Breaks, runs and matches."""
    site.register(Break, Breaks)
    site.register(Reconciliation, Runs)
    site.register(Match, Matches)
