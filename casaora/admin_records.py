"""What the house keeps about itself, on the staff site: what arrived, what leaves, what ran."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ForStaff, ReadOnly
from accounts.users.values import VALUES
from casaora.kit import clock, outbox
from casaora.kit.models import JobLease, JobRun, Outgoing, SwitchTurn, Traffic
from casaora.kit.steps import By
from casaora.ops import words
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm, AlarmStep, Asked
from casaora.schedule import nudge
from casaora.stripe import inbox
from casaora.stripe.models import Event


class AlreadyDone(Exception):
    """What was delivered is not delivered again."""


class Outbox(ReadOnly):
    """What is due or was done after a commit. Payloads name rows, not people."""

    readers = ("operations",)
    list_display = ("key", "topic", "put_at", "done_at", "tries", "error")
    list_filter = ("topic", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("key",)
    ordering = ("-pk",)
    actions = ("try_now",)

    @admin.action(description=_("Try again now"))
    def try_now(self, request: HttpRequest, queryset: QuerySet[Outgoing]) -> None:
        """For what waits after a failure: its cause is gone, so it need not wait any longer."""

        def try_now(row: Outgoing, by: By, why: str) -> None:
            if not outbox.hasten(row.pk, clock.now()):
                raise AlreadyDone(_("It was done already."))

        self.each(request, queryset, try_now, (AlreadyDone,))
        nudge("deliver_outbox")


class Leases(ReadOnly):
    """Which job runs where, now."""

    readers = ("operations",)
    list_display = ("job", "holder", "expires_at")


class Runs(ReadOnly):
    """What the clock's jobs did."""

    readers = ("operations", "finance")
    list_display = ("job", "started_at", "by_role", "seconds", "status", "counts", "error")
    fields = ("job", "started_at", "finished_at", "by_role", "by_person_id", "seconds", "status", "counts", "error", "request_id")
    list_filter = ("status", "job")
    ordering = ("-started_at",)


class Events(ReadOnly):
    """The inbox: what the processor told us. Handlers may be called twice, so processing again is harmless."""

    readers = ("operations",)
    list_display = ("processor_id", "type", "received_at", "handled_at", "ignored", "tries", "error")
    list_filter = (("handled_at", admin.EmptyFieldListFilter), ("error", admin.EmptyFieldListFilter), "ignored", "type")
    search_fields = ("=processor_id", "type")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "processor_id", "type", "account", "created_at", "received_at", "handled_at", "ignored", "tries", "next_try_at", "error", "body",
    )  # fmt: skip
    actions = ("process_again",)

    @admin.display(description=_("as it arrived"))
    def body(self, event: Event) -> str:
        """The payload, readable."""
        return format_html("<pre>{}</pre>", json.dumps(event.payload, indent=2, ensure_ascii=False))

    @admin.action(description=_("Process again"))
    def process_again(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        """Makes them due; a worker takes them in a moment."""

        def process_again(event: Event, by: By, why: str) -> None:
            nudge("handle_event", inbox.make_due(event.processor_id, clock.now()))

        self.each(request, queryset, process_again, (inbox.NoSuchEvent,))


class AlarmSteps(ForStaff, admin.TabularInline):
    """What was done about it."""

    readers = ("support", "finance", "operations")
    extra = 0
    model = AlarmStep
    fields = ("step", "at", "by_role", "by_person_id", "why")


class Alarms(ReadOnly):
    """What was wrong, and how it ended. Buttons are on the operations page."""

    readers = ("support", "finance", "operations")
    list_display = ("kind", "subject", "severity", "state", "count", "opened_at", "seen_at", "closed_at", "why")
    list_filter = ("state", "severity", "kind")
    # Elsewhere "open" is a payment page.
    values = {**VALUES, "open": _("Open"), "closed": _("Closed"), "page": _("Somebody gets up"), "ticket": _("Today"), **{kind: words.title(kind) for kind in KINDS}}
    search_fields = ("subject",)
    ordering = ("-opened_at",)
    fields = ("kind", "subject", "severity", "state", "count", "known", "opened_at", "seen_at", "told_at", "taken_by_id", "closed_at", "why")
    inlines = (AlarmSteps,)
    readonly_fields = ("known",)

    @admin.display(description=_("what is known"))
    def known(self, row: Alarm) -> str:
        """Its facts, as sentences."""
        return " ".join(words.facts(row, timezone.get_current_timezone_name())) or "–"


class Remedies(ReadOnly):
    """What moved money with two people."""

    readers = ("finance", "operations")
    list_display = ("remedy", "asked_at", "asked_by_id", "why", "approved_at", "approved_by_id")
    ordering = ("-pk",)


class Turns(ReadOnly):
    """Which switch was turned when, by whom and why."""

    readers = ("support", "finance", "operations")
    list_display = ("name", "is_on", "at", "by_role", "by_person_id", "why")
    list_filter = ("name",)
    ordering = ("-pk",)


class Pages(ReadOnly):
    """What was asked for in five minutes, by view."""

    readers = ("operations",)
    list_display = ("since", "view", "method", "count", "failed", "limited", "refused", "most_ms")
    search_fields = ("view",)
    ordering = ("-since", "view")


def register(site: admin.AdminSite) -> None:
    """The house's own tables."""
    pages: list[tuple[Any, type[ReadOnly]]] = [(Outgoing, Outbox), (JobLease, Leases), (JobRun, Runs), (Event, Events), (Alarm, Alarms), (Asked, Remedies), (SwitchTurn, Turns), (Traffic, Pages)]
    for model, page in pages:
        site.register(model, page)
