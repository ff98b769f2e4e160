"""Adding a photo, and how it is cut."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.photos.frames import MOST_ZOOM, Frame
from accounts.photos.models import Photo
from accounts.users.forms import Dressed


class PhotoForm(Dressed, forms.Form):
    """A file, and for a photo of work what it shows."""

    file = forms.FileField(
        label=_("Photo"), help_text=_("JPEG, PNG or WebP, up to 5 MB. Where it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What it shows"), max_length=120, help_text=_("For those who do not see it, such as: a kitchen after a deep clean.")
    )

    def __init__(self, *args: Any, kind: str, is_too_much: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        self.is_too_much = is_too_much
        if kind == Photo.PORTRAIT:
            del self.fields["words"]
        if is_too_much:
            self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        """What was passed over on the way is said at the field."""
        said: dict[str, Any] = super().clean() or {}
        if self.is_too_much:
            self.add_error("file", _("That file is larger than 5 MB. Choose a smaller one."))
        return said


class FrameForm(forms.Form):
    """Three sliders. They are numbers, so they work with keys, and without scripts."""

    x = forms.IntegerField(label=_("Left to right"), min_value=0, max_value=100)
    y = forms.IntegerField(label=_("Up to down"), min_value=0, max_value=100)
    zoom = forms.IntegerField(label=_("How close"), min_value=100, max_value=MOST_ZOOM)

    def frame(self) -> Frame:
        """The frame that was chosen."""
        said = self.cleaned_data
        return Frame(said["x"], said["y"], said["zoom"])
