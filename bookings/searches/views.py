"""Kept searches: the list, keeping one, changing, letting go."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.users.queries import signed_in
from bookings.searches import actions, queries, tellings, words
from bookings.searches.forms import SavedForm
from bookings.searches.models import SavedSearch
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ratelimits import limited


def _by(request: HttpRequest) -> By:
    return By("customer", signed_in(request))


@never_cache
@login_required
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What one keeps, newest first. At most three statements beside the page's own."""
    rows = list(queries.searches_of(signed_in(request)))
    forms = queries.forms_of([row.query for row in rows], clock.now()) if rows else []
    return render(request, "searches/saved.html", {"rows": [(row, words.wishes(form)) for row, form in zip(rows, forms, strict=True)]})


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search of the address: ``?service=…&city=…``."""
    query = queries.kept_form(request.GET)
    (asked,) = queries.forms_of([query], clock.now())
    if not asked.is_valid():
        raise Http404
    form = SavedForm(request.POST if request.method == "POST" else None, initial={"name": words.suggested_name(asked)})
    if request.method == "POST" and form.is_valid():
        return _save(request, form, query)
    return render(request, "searches/form.html", {"form": form, "wishes": words.wishes(asked), "query": query, "known": None})


def _save(request: HttpRequest, form: SavedForm, query: str) -> HttpResponse:
    try:
        actions.save(name=form.cleaned_data["name"], query=query, tells=form.cleaned_data["tells"], by=_by(request), at=clock.now())
    except actions.TooMany:
        messages.error(request, _("You keep %(most)s searches already. Let one go first.") % {"most": actions.MOST})
    except actions.NoHousehold:
        raise Http404 from None
    else:
        messages.success(request, _("Kept. You find it here."))
    return redirect("searches:saved")


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Another name, or whether to tell."""
    try:
        row = queries.one_of(signed_in(request), search_id)
    except SavedSearch.DoesNotExist:
        raise Http404 from None
    form = SavedForm(request.POST if request.method == "POST" else None, initial={"name": row.name, "tells": row.tells})
    if request.method == "POST" and form.is_valid():
        actions.change(search_id=row.pk, name=form.cleaned_data["name"], tells=form.cleaned_data["tells"], by=_by(request), at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("searches:saved")
    (asked,) = queries.forms_of([row.query], clock.now())
    return render(request, "searches/form.html", {"form": form, "wishes": words.wishes(asked), "query": row.query, "known": row})


@login_required
@require_POST
@limited("write")
def removal(request: HttpRequest, search_id: int) -> HttpResponse:
    """Let it go."""
    try:
        actions.remove(search_id=search_id, by=_by(request), at=clock.now())
    except SavedSearch.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Gone. Nothing is kept of it."))
    return redirect("searches:saved")


@never_cache
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def silence(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the e-mails of one search, by the signed link in them: no sign-in needed. A GET only asks; mail readers follow links."""
    try:
        search_id = tellings.search_of(token)
        if request.method == "POST":
            actions.silence(search_id=search_id, at=clock.now())
    except (tellings.NotOurs, SavedSearch.DoesNotExist):
        raise Http404 from None
    return render(request, "searches/silence.html", {"is_done": request.method == "POST"})
