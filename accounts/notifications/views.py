"""The person's notices; on a developer's machine, every mail that was sent."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.notifications import actions, letters, queries
from accounts.notifications.models import Mail, Notice
from accounts.users.queries import signed_in
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.pages import page_of
from casaora.kit.steps import By
from casaora.ratelimits import limited


@never_cache
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    page = page_of(queries.notices_of(signed_in(request)), request.GET.get("page"))
    lines = [(notice, letters.headline(notice), _link(notice)) for notice in page]
    return render(request, "accounts/notices.html", {"page": page, "lines": lines, "unread": queries.unread_count(signed_in(request))})


def _link(notice: Notice) -> str:
    """The path of the page that the notice is about; empty when it has none, or when that page is gone."""
    page = notice.context.get("page")
    if not page:
        return ""
    try:
        return reverse(page[0], args=page[1:])
    except NoReverseMatch:
        return ""


@login_required
@limited("write")
@require_POST
def notices_reading(request: HttpRequest) -> HttpResponse:
    """One has seen them all."""
    actions.read_all(by=By("customer", signed_in(request)), at=clock.now())
    return redirect("accounts:notices")


def _local_only() -> None:
    if settings.ENVIRONMENT not in ("local", "test"):
        raise Http404


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent, newest first. Local and test only."""
    _local_only()
    with as_verb():
        page = page_of(queries.sent_mails(), request.GET.get("page"))
        mails = list(page)
    return render(request, "accounts/outbox.html", {"page": page, "mails": mails})


@never_cache
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # for the mail's HTML, in a frame that may do nothing
def outbox_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: its text, and a frame with its HTML. Local and test only."""
    return render(request, "accounts/outbox_mail.html", {"mail": _mail(mail_id)})


@never_cache
@require_safe
def outbox_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """A mail's HTML as it was sent, under a policy of its own: inline styles, and nothing else. Local and test only."""
    headers: dict[str, Any] = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return HttpResponse(_mail(mail_id).html, headers=headers)


def _mail(mail_id: int) -> Mail:
    _local_only()
    with as_verb():
        return get_object_or_404(queries.sent_mails(), pk=mail_id)
