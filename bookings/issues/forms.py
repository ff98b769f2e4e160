"""What people write about a problem, with their files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.users.forms import Dressed
from bookings.issues.actions import SHORTEST
from bookings.issues.evidence import File, NotEvidence, accepted
from bookings.issues.models import Issue
from bookings.lifecycle.models import Booking
from casaora.kit.money import EXPONENT, Money

TOO_SHORT = _("Write at least 20 characters, so that it can be answered.")


class SeveralFiles(forms.ClearableFileInput):
    """A plain file control that takes more than one."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Photos and PDFs as they may be kept. The bounds of size and number are the upload's (casaora.uploads)."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[File]:  # type: ignore[override]
        """Each by its content."""
        sent: list[UploadedFile] = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        try:
            return [accepted(each.name or "", each.read()) for each in sent]
        except NotEvidence:
            raise forms.ValidationError(_("Only photos (JPEG, PNG, WebP) and PDFs, up to 5 MB each.")) from None


class Words(Dressed, forms.Form):
    """A side's own account: an answer, or an appeal."""

    text = forms.CharField(
        label=_("In your words"), min_length=SHORTEST, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"min_length": TOO_SHORT}, help_text=_("The other side reads it, and so does our team."),
    )  # fmt: skip
    files = FilesField(  # type: ignore[assignment]
        label=_("Photos or PDFs"), required=False, widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text=_("Up to four, 5 MB each. We remove where and when a photo was taken."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_too_much: bool = False, **kwargs: Any) -> None:
        self.is_too_much = is_too_much
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What the upload had to pass over is said."""
        data: dict[str, Any] = super().clean() or {}
        if self.is_too_much:
            self.add_error("files", _("Only photos (JPEG, PNG, WebP) and PDFs, up to 5 MB each."))
        return data


class Report(Words):
    """What happened, and, from a family, how much it asks back."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=[], widget=forms.RadioSelect)
    claimed = forms.IntegerField(
        label=_("How much do you ask back?"), required=False, min_value=1,
        help_text=_("In whole pesos. Empty means all of it. What you do not ask back is not held for longer than ten days."),
    )  # fmt: skip
    field_order = ("kind", "text", "claimed", "files")

    def __init__(self, *args: Any, booking: Booking, role: str, is_absence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.booking = booking
        field: Any = self.fields["kind"]
        field.choices = [choice for choice in Issue.Kind.choices if choice[0] != Issue.Kind.ABSENCE]
        if is_absence:
            del self.fields["kind"]
        if is_absence or role != "customer":
            del self.fields["claimed"]

    def clean_claimed(self) -> int | None:
        """Not more than was paid."""
        value: int | None = self.cleaned_data.get("claimed")
        if value is not None and value * 10 ** EXPONENT[self.booking.currency] > self.booking.total_minor:
            raise forms.ValidationError(_("That is more than the visit cost."))
        return value

    def claimed_money(self) -> Money | None:
        """In minor units; None where nothing was said."""
        value = self.cleaned_data.get("claimed")
        return None if value is None else Money(value * 10 ** EXPONENT[self.booking.currency], self.booking.currency)
