"""Bookings and their attempts on the staff site: read; an attempt whose answer is missing can be settled at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from accounts.users.columns import stamp
from accounts.users.values import VALUES
from bookings.lifecycle import actions, deadlines, process
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking, StepTaken
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.design.tags.marks import BADGES
from casaora.kit import clock
from casaora.kit.steps import By

EVERYBODY = ("support", "finance", "operations")
_PEOPLE = ("customer__user", "professional", "offering__service", "city", "payment")

#: The page of a booking: what stands together, and under which title.
_SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (None, ("reference", "state", "service", "customer", "professional", "paid_by", "books")),
    (_("When (the city's time)"), ("starts", "ends", "answer_by", "requested", "held", "started", "completed")),
    (_("Where"), ("city", "neighborhood", "address_line", "address_notes")),
    (_("How much"), ("lines", "subtotal", "fee", "all_in", "earning", "policy_version")),
    (_("At the door (metres)"), ("arrived", "waits", "position_accuracy_m", "arrival_distance_m", "arrival_accuracy_m", "start_distance_m", "start_accuracy_m", "leaving_distance_m", "leaving_accuracy_m")),
    (_("How it went"), ("message", "declined_reason", "started_without_code", "start_code_tries", "next_try_at")),
)


#: A booking's states and reasons read as everybody reads them.
WORDS: dict[str, Any] = {**VALUES, **{state: lazy(word, str)() for state, (_icon, word) in BADGES.items()}}  # type: ignore[no-untyped-call]


class NotSettled(Exception):
    """The processor gave no answer, or somebody else is at it; the reader is told which."""


def _there(booking: Booking, moment: datetime | None) -> str:
    """A moment by the clock of the booking's city, which is the one that both parties look at."""
    return stamp(booking.city.local(moment)) if moment else "–"


class Steps(ForStaff, admin.TabularInline):
    """What happened, by whom."""

    model = StepTaken
    readers = EVERYBODY
    values = WORDS
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")
    extra = 0


class Bookings(ReadOnly):
    """Every booking. Price, terms and place are as they were at the request."""

    readers = EVERYBODY
    values = WORDS
    list_display = ("reference", "state", "starts", "service", "customer", "professional", "all_in", "answer_by")
    list_filter = ("state", "city", "offering__service__category", ("starts_at", admin.DateFieldListFilter), "declined_reason")
    list_select_related = _PEOPLE
    search_fields = ("=reference", "=payment__reference", "=customer__user__email", "professional__display_name")
    search_help_text = _("Reference, payment, customer's e-mail or professional's name")
    date_hierarchy = "starts_at"
    ordering = ("-pk",)
    inlines = (Steps,)
    fieldsets = [(title, {"fields": names}) for title, names in _SECTIONS]
    readonly_fields = tuple(name for _title, names in _SECTIONS for name in names)
    actions = ("cancel", "nobody_opened")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only support ends a visit."""
        return super().get_actions(request) if "support" in groups_of(request) else {}

    @admin.action(description=_("Cancel and refund in full (with a reason that both are told)"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Only confirmed visits: what is not accepted yet ends by itself."""

        def cancel(booking: Booking, by: By, why: str) -> None:
            if not why:
                raise WhyMissing
            if actions.cancel(reference=booking.reference, by=by, at=clock.now(), why=why).state != process.CANCELED:
                raise NotSettled(_("The processor gave no answer; it is asked again by itself."))

        self.each(request, queryset, cancel, (WhyMissing, NotNow, BeingConfirmed, NotSettled))

    @admin.action(description=_("Nobody opened: end the visit as paid (with a reason that both are told)"))
    def nobody_opened(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """For a visit whose door no position can prove, after the wait that the family was told of."""

        def nobody_opened(booking: Booking, by: By, why: str) -> None:
            if not why:
                raise WhyMissing
            actions.customer_no_show(reference=booking.reference, by=by, at=clock.now(), why=why)

        self.each(request, queryset, nobody_opened, (WhyMissing, NotNow, BeingConfirmed))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        """With everybody's names: a row costs no query of its own."""
        return super().get_queryset(request).select_related(*_PEOPLE, "neighborhood", "city__market")

    @admin.display(description=_("service"), ordering="offering__service__name_en")
    def service(self, booking: Booking) -> str:
        """What was booked."""
        return str(booking.offering.service.name)

    @admin.display(description=_("starts"), ordering="starts_at")
    def starts(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.starts_at)

    @admin.display(description=_("ends"))
    def ends(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.ends_at)

    @admin.display(description=_("answer by"), ordering="respond_by")
    def answer_by(self, booking: Booking) -> str:
        """When it is declined by itself."""
        return _there(booking, booking.respond_by)

    @admin.display(description=_("requested"))
    def requested(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.created_at)

    @admin.display(description=_("hold in place"))
    def held(self, booking: Booking) -> str:
        """When the professional was told."""
        return _there(booking, booking.authorized_at)

    @admin.display(description=_("started"))
    def started(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.started_at)

    @admin.display(description=_("at the door"))
    def arrived(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.arrived_at)

    @admin.display(description=_("waits until"))
    def waits(self, booking: Booking) -> str:
        """As the family was told."""
        return _there(booking, booking.waits_until)

    @admin.display(description=_("completed"))
    def completed(self, booking: Booking) -> str:
        """By the city's clock."""
        return _there(booking, booking.completed_at)

    @admin.display(description=_("total"), ordering="total_minor")
    def all_in(self, booking: Booking) -> str:
        """What the customer pays."""
        return str(booking.total)

    @admin.display(description=_("payment"))
    def paid_by(self, booking: Booking) -> str:
        """Its payment's page."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bookings_payment_change", args=[booking.payment_id]), booking.payment)

    @admin.display(description=_("in the books"))
    def books(self, booking: Booking) -> str:
        """The ledger's entries about it, on a page that finance may read."""
        return format_html('<a href="{}?q={}">{}</a>', reverse("admin:payouts_entry_changelist"), booking.reference, _("Entries"))

    @admin.display(description=_("price lines"))
    def lines(self, booking: Booking) -> str:
        """As quoted, one a line."""
        return format_html_join("", "<p>{}: {}</p>", [(line.name, line.amount) for line in booking.lines])


class Attempts(ReadOnly):
    """Every call at the processor for a payment. An open one is on its way, or its answer never came."""

    readers = ("finance", "operations")
    list_display = ("key", "payment", "operation", "outcome", "opened_at", "settled_at", "tries")
    list_filter = ("operation", "outcome", ("opened_at", admin.DateFieldListFilter))
    list_select_related = ("payment",)
    search_fields = ("=key", "=payment__reference", "=payment__subject")
    ordering = ("-pk",)
    #: Not the parameters: they carry addresses of people.
    fields = readonly_fields = (
        "key", "payment", "operation", "step", "by_role", "by_person_id", "outcome", "code", "message", "processor_id", "opened_at",
        "unknown_at", "settled_at", "tries", "next_try_at",
    )  # fmt: skip
    actions = ("settle_now",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    @admin.action(description=_("Ask the processor now"))
    def settle_now(self, request: HttpRequest, queryset: QuerySet[Attempt]) -> None:
        """What the janitor does by itself, now. Nothing is paid twice: the call has the same key."""

        def settle_now(attempt: Attempt, by: By, why: str) -> None:
            outcome = deadlines.settle_one(attempt, clock.now())
            if outcome != "done":
                raise NotSettled({
                    "unknown": _("The processor gave no answer; it is asked again by itself."),
                    "young": _("It is still on its way; wait two minutes."),
                    "passed": _("It was settled already."),
                    "failed": _("It could not be settled; the log says why."),
                }[outcome])  # fmt: skip

        self.each(request, queryset, settle_now, (NotSettled,))


def register(site: admin.AdminSite) -> None:
    """Bookings and attempts."""
    site.register(Booking, Bookings)
    site.register(Attempt, Attempts)
