"""A professional's photos: add, cut, remove; and the files that pages load."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.photos import actions, frames, queries
from accounts.photos.forms import FrameForm, PhotoForm
from accounts.photos.models import Photo
from accounts.professionals.models import Professional
from casaora.design.pictures import TYPES, WIDTHS
from casaora.kit import clock, pictures
from casaora.kit.steps import By
from casaora.ratelimits import limited
from casaora.uploads import takes_files

WEEK = 7 * 24 * 3600


@require_safe
def photo(request: HttpRequest, digest: str, width: int, ending: str) -> HttpResponse:
    """A file of a shown photo. Its address changes with the cut; for a week nobody asks again (then one that was taken away is gone)."""
    content = queries.shown_file(digest, f"{width}.{ending}")
    if content is None:
        raise Http404
    return _file(content, TYPES[ending], f"public, max-age={WEEK}, immutable")


@login_required
@require_safe
def own_photo(request: HttpRequest, photo_id: int, width: int | None) -> HttpResponse:
    """A file of a photo of one's own that others may not see yet; without a width all of what was sent."""
    assert request.user.pk is not None
    content = queries.own_file(photo_id, request.user.pk, f"{width}.webp" if width else None)
    if content is None:
        raise Http404
    return _file(content, TYPES["webp"] if width else "image/jpeg", "private, no-store")


def _file(content: bytes, kind: str, caching: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = caching
    return answer


@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def photos(request: HttpRequest) -> HttpResponse:
    """The portrait and the photos of work, with their states; a form for each kind."""
    professional = get_object_or_404(Professional, pk=request.user.pk)
    kinds = (Photo.PORTRAIT, Photo.WORK)
    kind = request.POST.get("kind", "")
    forms = {k: PhotoForm(**_sent(request), kind=k) if k == kind else PhotoForm(kind=k) for k in kinds}
    if kind in forms and forms[kind].is_valid() and (made := _added(request, forms[kind], kind)):
        messages.success(request, _("Added. Choose what of it is shown; our team looks at it next."))
        return redirect("professional:photo", made.pk)
    mine = queries.of(professional.pk)
    work = [p for p in mine if p.kind == Photo.WORK]
    context = {
        "professional": professional, "portraits": [p for p in mine if p.kind == Photo.PORTRAIT], "work": work,
        "form": forms.get(kind), "portrait_form": forms[Photo.PORTRAIT], "work_form": forms[Photo.WORK],
        "is_full": sum(p.state != Photo.REFUSED for p in work) >= Photo.MOST_OF_WORK, "most": Photo.MOST_OF_WORK,
    }  # fmt: skip
    return render(request, "photos/photos.html", context)


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES, "is_too_much": getattr(request, "files_passed_over", False)}


def _added(request: HttpRequest, form: PhotoForm, kind: str) -> Photo | None:
    """The photo, or None with the form saying why not."""
    said = form.cleaned_data
    try:
        return actions.add(
            kind=kind, content=said["file"].read(), words=said.get("words", ""), by=By("professional", request.user.pk), at=clock.now()
        )
    except pictures.NotAPicture:
        form.add_error("file", _("That is not a photo that we can read. Choose a JPEG, PNG or WebP."))
    except frames.TooSmall:
        form.add_error("file", _("That photo is too small to be sharp. Choose one of at least 240 by 240 pixels."))
    except actions.Enough:
        form.add_error("file", _("There are as many as may be. Remove one first."))
    return None


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def photo_frame(request: HttpRequest, photo_id: int) -> HttpResponse:
    """What of a photo is shown: three sliders, and how it looks at its places."""
    mine = get_object_or_404(
        Photo.objects.defer("source").exclude(state=Photo.REFUSED), pk=photo_id, professional_id=request.user.pk
    )
    form = FrameForm(request.POST if request.method == "POST" else {"x": mine.x, "y": mine.y, "zoom": mine.zoom})
    if request.method == "POST" and form.is_valid():
        actions.reframe(photo_id=mine.pk, frame=form.frame(), by=By("professional", request.user.pk), at=clock.now())
        if "preview" in request.POST:
            return redirect("professional:photo", mine.pk)
        messages.success(request, _("Saved."))
        return redirect("professional:photos")
    return render(request, "photos/frame.html", {"photo": mine, "form": form, "width": WIDTHS[mine.kind][-1]})


@login_required
@limited("write")
@require_POST
def photo_removal(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Take a photo away."""
    try:
        actions.remove(photo_id=photo_id, by=By("professional", request.user.pk), at=clock.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("Removed. Nobody sees it any more; copies that browsers kept are gone within a week."))
    return redirect("professional:photos")
