"""What our team looks at before it decides: the facts of the record, and what a decision would do to the money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.users.columns import there
from bookings.issues.models import Issue, Ruling
from bookings.issues.rulings import SHORTEST
from bookings.issues.shares import Decision, NotPossible, left, needs_two, refundable, share_of
from bookings.lifecycle import process
from bookings.lifecycle.models import Booking
from casaora.kit.acting import reading_as_verb
from casaora.kit.money import EXPONENT, Money
from payouts.earnings import process as earning_process
from payouts.earnings.models import Earning

WHY_NOT = {
    "not_for_her": _("The professional asks: a refund to the family answers nothing of it. Dismiss it, or give goodwill."),
    "when_missing": _("Say when it is done anew; both must have agreed to it."),
    "amount_missing": _("Say how much."),
    "too_much": _("That is more than can still be given, or not a whole unit."),
    "more_than_asked": _("That is more than the family asks back. Goodwill may give more."),
    "disputed": _("The bank is deciding about this payment: a refund now could go back twice."),
    "amounts_changed": _("Something went back meanwhile: refuse it, and decide anew."),
}


def facts(issue: Issue) -> list[tuple[str, str]]:
    """The record of the visit, by the city's clock, and both people's history. In the page's transaction, as staff."""
    booking = issue.booking
    code = gettext("without the arrival code") if booking.started_without_code else gettext("with the arrival code")
    moments = [
        (gettext("Agreed for"), booking.starts_at, ""), (gettext("Until"), booking.ends_at, ""), (gettext("Accepted"), booking.accepted_at, ""),
        (gettext("Checked in"), booking.started_at, code), (gettext("Completed"), booking.completed_at, ""), (gettext("Canceled"), booking.canceled_at, ""),
    ]  # fmt: skip
    said = [(label, f"{there(booking.city, at)} {more}".strip()) for label, at, more in moments]
    if booking.message:
        said.append((gettext("Written with the request"), booking.message))
    with reading_as_verb():
        said.append((gettext("The earning"), _earning(booking)))
    said.append((gettext("The family before"), history(Q(customer=issue.customer_id), issue)))
    said.append((gettext("The professional before"), history(Q(professional=issue.professional_id), issue)))
    return said


def history(whose: Q, issue: Issue) -> str:
    """Visits done and canceled, issues, and how many of those were dismissed; this one left out."""
    visits = Booking.objects.filter(whose).exclude(pk=issue.booking_id)
    issues = Issue.objects.filter(whose).exclude(pk=issue.pk)
    dismissed = issues.filter(rulings__state=Ruling.GIVEN, rulings__outcome=Ruling.DISMISS).distinct().count()
    return gettext("%(done)s visits done, %(canceled)s canceled, %(nobody)s where nobody came; %(issues)s problems, %(dismissed)s of them dismissed") % {
        "done": visits.filter(state=process.COMPLETED).count(), "canceled": visits.filter(state=process.CANCELED).count(),
        "nobody": visits.filter(steps__step__in=("professional_no_show", "rule_absent")).distinct().count(), "issues": issues.count(), "dismissed": dismissed,
    }  # fmt: skip


def _earning(booking: Booking) -> str:
    row = Earning.objects.filter(reference=booking.reference).first()
    return f"{row.amount}, {WORDS.get(row.state, row.state)}" if row else "–"


WORDS = {
    earning_process.EXPECTED: _("Visit to come"), earning_process.CLEARING: _("Clearing"), earning_process.PAYABLE: _("Ready for a payout"),
    earning_process.IN_PAYOUT: _("In a payout"), earning_process.PAID: _("Sent"), earning_process.REVERSED: _("Came back"),
}  # fmt: skip


class Deciding(forms.Form):
    """What support decides, in whole units and the city's time."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Ruling.Outcome.choices)
    amount = forms.IntegerField(label=_("How much, in whole units"), required=False, min_value=1, help_text=_("For a part, or goodwill."))
    redo_at = forms.DateTimeField(
        label=_("When it is done anew, by the city’s clock"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Ask both first; nobody pays for it."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Why; both sides read it"), min_length=SHORTEST, max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "cols": 60})
    )

    def __init__(self, *args: Any, issue: Issue, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issue, self.at = issue, at
        field: Any = self.fields["outcome"]
        if issue.asking_role == "professional":
            field.choices = [c for c in Ruling.Outcome.choices if c[0] in (Ruling.DISMISS, Ruling.GOODWILL)]

    def clean_redo_at(self) -> datetime | None:
        """Later than now, in the city's zone."""
        when: datetime | None = self.cleaned_data["redo_at"]
        if when is None:
            return None
        when = when.replace(tzinfo=self.issue.booking.city.zone)
        if when <= self.at:
            raise forms.ValidationError(_("Choose a later moment."))
        return when

    def decision(self) -> Decision:
        """As the verb takes it."""
        said, currency = self.cleaned_data, self.issue.currency
        amount = None if said["amount"] is None else Money(said["amount"] * 10 ** EXPONENT[currency], currency)
        return Decision(said["outcome"], said["words"], amount, said["redo_at"])


def preview(issue: Issue, decision: Decision) -> list[tuple[str, str]]:
    """What would move, exactly, before the button. Raises NotPossible."""
    booking = issue.booking
    with reading_as_verb():
        share = share_of(booking, issue, decision)
        row = Earning.objects.filter(reference=booking.reference).first()
        hers, _ours = left(booking)
        rest = refundable(booking)
    is_goodwill = decision.outcome == Ruling.GOODWILL
    lines = [(gettext("The family gets back"), str(Money.zero(issue.currency) if is_goodwill and issue.asking_role == "professional" else share.refund))]
    lines += [(gettext("Of the earning"), f"{share.of_earning} / {hers}"), (gettext("Of our fee"), str(share.of_fee))]
    if is_goodwill:
        lines.append((gettext("Casaora pays"), str(share.refund)))
    if share.of_earning and row is not None and row.state in (earning_process.IN_PAYOUT, earning_process.PAID):
        lines.append((gettext("It was paid out: owed back"), str(share.of_earning)))
    lines.append((gettext("The card can still be given"), str(rest)))
    if needs_two(share.refund):
        lines.append((gettext("Above the limit"), gettext("Somebody of finance must agree.")))
    return lines


def in_words(refusal: Exception) -> str:
    """Why a decision was not taken, for the staff member."""
    if isinstance(refusal, NotPossible):
        return str(WHY_NOT.get(refusal.code, refusal.code))
    return str(refusal) or type(refusal).__name__
