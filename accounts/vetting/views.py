"""Applying to work."""

from __future__ import annotations

import contextlib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.professionals.forms import ApplicationForm
from accounts.professionals.models import Professional
from accounts.vetting import actions
from accounts.vetting.queries import own_checks, steps_of
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ratelimits import limited


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest) -> HttpResponse:
    """The form of somebody who wants to work; afterwards how far the application is."""
    professional = Professional.objects.select_related("city").filter(pk=request.user.pk).first()
    if professional is not None and request.method != "POST":
        at = clock.now()
        checks = [(check, check.is_valid(at)) for check in own_checks(professional.pk)]
        return render(request, "accounts/application.html", {"professional": professional, "steps": steps_of(professional), "checks": checks})
    form = ApplicationForm(request.POST if request.method == "POST" else None, initial={"languages": ["es"], "gender": "n"})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with contextlib.suppress(actions.AlreadyApplied):  # sent twice: the page that follows says how far it is
            actions.apply(
                neighborhood=said["neighborhood"], headline=said["headline"], about=said["about"], languages=said["languages"],
                years=said["years_of_experience"], gender=said["gender"], by=By("professional", request.user.pk), at=clock.now(),
            )  # fmt: skip
        return redirect("accounts:apply")
    return render(request, "accounts/apply.html", {"form": form})
