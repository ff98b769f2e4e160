"""The professional's money: what she earned, what holds it, what was sent, and the door to her payout account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.professionals.models import Professional
from casaora.design import dates
from casaora.kit import clock
from casaora.kit.money import Money, show
from casaora.kit.pages import page_of
from casaora.kit.steps import By
from casaora.ratelimits import limited
from payouts.batches import process, statements
from payouts.batches.models import Payout
from payouts.connect import actions as connect
from payouts.connect.queries import account_of
from payouts.connect.replacing import NotGone, replace
from payouts.earnings import process as earning
from payouts.earnings import queries as earnings


def _herself(request: HttpRequest) -> Professional:
    """404 for anybody who is not a professional."""
    return get_object_or_404(Professional.objects.select_related("city__market", "user"), pk=request.user.pk)


@never_cache
@login_required
@require_safe
def earnings_page(request: HttpRequest) -> HttpResponse:
    """Where her money is, earning by earning, with the reason for whatever waits."""
    me, at = _herself(request), clock.now()
    money = statements.overview(me, at)
    rows: list[dict[str, Any]] = [
        {"earning": row, "whys": earnings.why_held(row, at), "is_held": bool(earnings.holding(row, at))} for row in money.earnings
    ]
    past = Payout.objects.filter(professional_id=me.pk).exclude(state=process.CANCELED).order_by("-planned_at", "-pk")
    return render(request, "payouts/earnings.html", {
        "me": me, "at": at, "zone": me.city.market.time_zone, "money": money, "account": money.account,
        "why_not": money.account.why_not(at) if money.account else "no_account", "returned": "returned" in request.GET,
        "ready": [row for row in rows if row["earning"].state in (earning.PAYABLE, earning.IN_PAYOUT)],
        "waiting": [row for row in rows if row["earning"].state in (earning.EXPECTED, earning.CLEARING)],
        "page": page_of(past, request.GET.get("page"), 10), "weeks": _bars(statements.cleared_by_week(me, at)),
    })  # fmt: skip


def _bars(weeks: list[tuple[datetime, Money]]) -> list[tuple[str, int, str]]:
    """For the chart: the Monday, the number, the words; nothing when there was nothing."""
    if not any(amount for _monday, amount in weeks):
        return []
    months = dates.MONTHS[dates.language()]
    return [(f"{monday.day} {months[monday.month - 1][:3].lower()}", amount.minor, show(amount)) for monday, amount in weeks]


@never_cache
@login_required
@require_safe
def statement_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One payout, line by line; 404 for somebody else's, the same as for none."""
    payout = get_object_or_404(
        Payout.objects.select_related("professional__city__market"), reference=reference, professional_id=request.user.pk
    )
    me = payout.professional
    context = {"me": me, "zone": me.city.market.time_zone, "payout": payout, "statement": statements.statement(payout)}
    return render(request, "payouts/statement.html", context)


@login_required
@require_POST
@limited("sensitive")
def payout_account(request: HttpRequest) -> HttpResponse:
    """Open her account at the processor if there is none, and send her to its pages: onboarding, or her own once that is done.

    Where a bank could be changed, only to somebody who has just proved to be she.
    """
    me, at = _herself(request), clock.now()
    account = account_of(me.pk)
    here = reverse("professional:earnings")
    if account and account.is_known() and not did_recently_reauthenticate(request):
        return _prove(request)
    try:
        connect.open(professional_id=me.pk, by=By("professional", me.pk), at=at)
        url = connect.door(
            professional_id=me.pk, return_url=f"{settings.SITE_URL}{here}?returned=1", refresh_url=f"{settings.SITE_URL}{here}"
        )
    except connect.NotApproved:
        raise Http404 from None
    except connect.BeingOpened:
        messages.info(request, _("Your payout account is being opened. Try again in a few minutes."))
        return redirect(here)
    except (connect.NotOpened, connect.NotReachable):
        messages.error(request, _("The payment service did not answer. Nothing has changed; please try again in a few minutes."))
        return redirect(here)
    return HttpResponseRedirect(url)


def _prove(request: HttpRequest) -> HttpResponse:
    """Once more the password (or the second factor): an open session is not enough where money could be led elsewhere."""
    messages.info(request, _("Please confirm that it is you, then open your payout account again."))
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('professional:earnings')})}")


@login_required
@require_POST
@limited("sensitive")
def payout_account_replacement(request: HttpRequest) -> HttpResponse:
    """Another account in the place of one that is gone at the processor; then its onboarding, by the usual door."""
    me, at = _herself(request), clock.now()
    if account_of(me.pk) is None:
        raise Http404
    if not did_recently_reauthenticate(request):
        return _prove(request)
    try:
        replace(professional_id=me.pk, by=By("professional", me.pk), at=at)
    except NotGone:
        messages.error(request, _("Your payout account is still there: open it to change your details."))
    except connect.BeingOpened:
        messages.info(request, _("Your payout account is being opened. Try again in a few minutes."))
    except (connect.NotOpened, connect.NotReachable):
        messages.error(request, _("The payment service did not answer. Nothing is lost; please look again in a few minutes."))
    else:
        messages.success(request, _("A new payout account is ready for your details. To keep your money safe nothing is sent for three days."))
    return redirect("professional:earnings")


@login_required
@require_POST
@limited("write")
def payout_account_check(request: HttpRequest) -> HttpResponse:
    """Ask the processor how her account is now: for when she is back from its pages before its message."""
    me, at = _herself(request), clock.now()
    if account_of(me.pk) is None:
        return redirect("professional:earnings")
    try:
        account = connect.refresh(professional_id=me.pk, at=at)
    except connect.NotReachable:
        messages.error(request, _("The payment service did not answer. Nothing has changed; please try again in a few minutes."))
    else:
        told: Any = messages.success if account.is_ready() else messages.info
        told(request, _("Your payout account is ready.") if account.is_ready() else _("Your payout account is not complete yet."))
    return redirect("professional:earnings")
