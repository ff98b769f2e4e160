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
from casaora.kit import clock
from casaora.kit.pages import page_of
from casaora.kit.steps import By
from casaora.ratelimits import limited
from payouts.batches import process, statements
from payouts.batches.figures import weeks_of
from payouts.batches.models import Payout
from payouts.batches.sheets import sheet
from payouts.connect import actions as connect
from payouts.connect.queries import account_of
from payouts.connect.replacing import NotGone, replace
from payouts.earnings import journey


def _herself(request: HttpRequest) -> Professional:
    """404 for anybody who is not a professional."""
    return get_object_or_404(Professional.objects.select_related("city__market", "user"), pk=request.user.pk)


@never_cache
@login_required
@require_safe
def earnings_page(request: HttpRequest) -> HttpResponse:
    """Where her money is, earning by earning, with the reason for whatever waits."""
    me, at = _herself(request), clock.now()
    money, market = statements.overview(me, at), me.city.market
    past = Payout.objects.filter(professional_id=me.pk).exclude(state=process.CANCELED).order_by("-planned_at", "-pk")
    page = page_of(past, request.GET.get("page"), 10)
    return render(request, "payouts/earnings.html", {
        "me": me, "at": at, "zone": market.time_zone, "market_zone": market.time_zone, "money": money, "account": money.account,
        "why_not": money.account.why_not(at) if money.account else "no_account", "returned": "returned" in request.GET, "page": page,
        "groups": journey.groups(money.earnings, next_ids=money.next_ids, next_at=money.next_payout_at, currency=market.currency, zone=market.zone, at=at),
        "years": _years(me, at) if money.paid or page.object_list else [], "weeks": weeks_of(me, at),
    })  # fmt: skip


def _years(me: Professional, at: datetime) -> list[int]:
    """Those of which a sheet can be had: since she was approved, the newest first; four at most."""
    first = (me.approved_at or at).astimezone(me.city.market.zone).year
    last = at.astimezone(me.city.market.zone).year
    return list(range(last, max(first, last - 3) - 1, -1))


@never_cache
@login_required
@require_safe
def year_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Everything paid to her in a calendar year, as a sheet; 404 for a year of which there is none."""
    me = _herself(request)
    if number not in _years(me, clock.now()):
        raise Http404
    return _file(sheet(statements.year(me, number), me.city.market.zone), f"casaora-{number}.csv")


@never_cache
@login_required
@require_safe
def statement_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """One payout as a sheet; 404 for somebody else's."""
    payout = _hers(request, reference)
    return _file(sheet([statements.statement(payout)], payout.professional.city.market.zone), f"casaora-{payout.reference}.csv")


def _file(text: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _hers(request: HttpRequest, reference: str) -> Payout:
    """404 for somebody else's, the same as for none."""
    rows = Payout.objects.select_related("professional__city__market")
    return get_object_or_404(rows, reference=reference, professional_id=request.user.pk)


@never_cache
@login_required
@require_safe
def statement_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One payout, line by line; 404 for somebody else's, the same as for none."""
    payout = _hers(request, reference)
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
