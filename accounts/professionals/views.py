"""The professional's own profile."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.professionals import actions, completeness
from accounts.professionals.forms import ProfileForm
from accounts.professionals.models import Professional
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ratelimits import limited


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Edit what families read (404 for anybody who has not applied)."""
    professional = get_object_or_404(Professional.objects.select_related("city", "neighborhood"), pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=professional)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(by=By("professional", request.user.pk), at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("professional:profile")
    has_portrait = professional.photos.filter(kind="portrait").exclude(state="refused").exists()
    parts = completeness.parts(Professional.objects.get(pk=professional.pk) if form.is_bound else professional, has_portrait=has_portrait)
    there = sum(part.is_there for part in parts)
    context = {"form": form, "professional": professional, "parts": parts, "there": there, "missing": [part for part in parts if not part.is_there]}
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
@limited("write")
def listing(request: HttpRequest) -> HttpResponse:
    """Take new requests, or none for a while; visits that are agreed stay (404 for anybody who has not applied)."""
    get_object_or_404(Professional, pk=request.user.pk)
    wanted = request.POST.get("listed") == "yes"
    actions.change_profile(by=By("professional", request.user.pk), at=clock.now(), is_listed=wanted)
    messages.success(request, _("Families can find you again.") if wanted else _("Nobody new finds you now. Visits that are agreed stay."))
    return redirect("professional:home")
