"""The operations pages of the staff site: the first page, runbooks, and the verbs behind their buttons. Three lines each."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from accounts.places.queries import home_zone
from accounts.users.admin import groups_of
from casaora.kit import clock, switches
from casaora.kit.acting import reading_as_verb
from casaora.kit.steps import By
from casaora.ops import alarms, facts, figures, objectives, remedies, runbooks
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from payouts.reconciliation import queries as reconciliation
from payouts.reconciliation.models import Break

#: Who sees figures and works the buttons; support sees alarms, switches and runbooks.
OPERATES = frozenset({"operations", "finance"})


def dashboard(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The staff site's first page."""
    period = request.GET.get("period", "24h")
    back, point = figures.PERIODS.get(period, figures.PERIODS["24h"])
    at = clock.now()
    page = {**_frame(request, site), "period": period if period in figures.PERIODS else "24h", "periods": list(figures.PERIODS), "alarms": _alarms(), "switchboard": _switchboard(), "books_of": runbooks.RUNBOOKS.items()}
    if groups_of(request) & OPERATES:
        page |= _figures(at, at - back, point)
    return render(request, "operations/dashboard.html", page)


def _frame(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    return {**site.each_context(request), "zone": str(home_zone()), "operates": bool(groups_of(request) & OPERATES), "is_finance": "finance" in groups_of(request)}


def _figures(at: datetime, since: datetime, point: Any) -> dict[str, Any]:
    with reading_as_verb():
        compared = reconciliation.summary(at)
        return {
            "recon": compared, "buckets": [(dict(Break.BUCKETS)[bucket], n) for bucket, n in sorted(compared.by_bucket.items())],
            "requests": figures.requests(since, at, point), "rates": figures.error_rates(since, at), "jobs": figures.jobs(at), "waiting": figures.waiting(at),
            "batches": figures.batches(), "books": figures.books(at), "pages": figures.slowest_pages(since), "standings": objectives.standings(at),
            "troubled_payouts": figures.payouts_in_trouble(since), "asked": _asked(at),
        }  # fmt: skip


def _asked(at: datetime) -> list[dict[str, Any]]:
    return [{"row": row, "remedy": remedies.REMEDIES[row.remedy]} for row in remedies.waiting(at)]


def _alarms() -> list[dict[str, Any]]:
    rows = []
    for alarm in Alarm.objects.filter(state=Alarm.OPEN).order_by("severity", "opened_at"):
        kind = KINDS[alarm.kind]
        rows.append({"alarm": alarm, "says": kind.says % {"subject": alarm.subject, "count": alarm.count}, "runbook": kind.runbook, "recovers": kind.recovers})
    return rows


def _switchboard() -> list[dict[str, Any]]:
    stand = switches.states()
    return [{"name": name, "switch": switch, "is_on": stand[name], "is_usual": stand[name] == switch.is_on} for name, switch in switches.table().items()]


def runbook(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """One runbook, with the facts of this moment and its safe buttons."""
    try:
        text = runbooks.text(slug)
    except runbooks.NoSuchRunbook:
        raise Http404 from None
    book, at, mine = runbooks.RUNBOOKS[slug], clock.now(), groups_of(request)
    offered = [
        {"name": name, "remedy": remedies.REMEDIES[name], "lines": remedies.look(name, at), "may": bool(mine & remedies.REMEDIES[name].groups)} for name in book.remedies
    ]
    return render(request, "operations/runbook.html", {
        **_frame(request, site), "slug": slug, "book": book, "text": text, "facts": facts.of(slug, at) if mine & OPERATES else [],
        "offered": offered if mine & OPERATES else [], "alarms": [row for row in _alarms() if row["runbook"] == slug],
    })  # fmt: skip


@require_POST
def turn_switch(request: HttpRequest, name: str) -> HttpResponse:
    """On or off, with a reason."""
    _operates(request)
    try:
        switches.turn(name=name, is_on=request.POST.get("to") == "on", by=_by(request), at=clock.now(), why=request.POST.get("why", ""))
        messages.success(request, _("Done. Every page knows within half a minute."))
    except switches.WhyMissing:
        messages.error(request, _("Write why: the next one on duty reads it."))
    except switches.NoSuchSwitch:
        raise Http404 from None
    return _back(request)


@require_POST
def take_alarm(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """I have it in hand."""
    try:
        alarms.take(alarm_id=alarm_id, by=_by(request), at=clock.now())
    except Alarm.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("It is yours. Nobody else is woken for it."))
    return _back(request)


@require_POST
def close_alarm(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """What happened once is dealt with."""
    _operates(request)
    try:
        alarms.close(alarm_id=alarm_id, by=_by(request), at=clock.now(), why=request.POST.get("why", ""))
        messages.success(request, _("Closed."))
    except alarms.WhyMissing:
        messages.error(request, _("Write what was done: it is all that the next one will know."))
    except alarms.Recovers:
        messages.error(request, _("This one closes by itself when it is over."))
    except Alarm.DoesNotExist:
        raise Http404 from None
    return _back(request)


@require_POST
def apply_remedy(request: HttpRequest, name: str) -> HttpResponse:
    """Now, in a worker; or, where money moves, ask for a second person."""
    remedy = remedies.REMEDIES.get(name)
    if remedy is None:
        raise Http404
    if not groups_of(request) & remedy.groups:
        raise PermissionDenied
    if remedy.moves_money:
        try:
            remedies.ask(name, by=_by(request), at=clock.now(), why=request.POST.get("why", ""))
            messages.success(request, _("Asked. Somebody else of finance approves it on the operations page within an hour."))
        except remedies.WhyMissing:
            messages.error(request, _("Write why: whoever approves reads it."))
        return _back(request)
    try:
        done = remedies.apply(name, by=_by(request), at=clock.now(), start=_in_a_worker)
    except OperationalError:
        messages.error(request, _("The broker does not answer, so no worker can be asked. In a terminal: manage.py remedy %(name)s") % {"name": name})
        return _back(request)
    messages.success(request, _("Begun: %(due)s made due, %(jobs)s jobs asked for. Look again in a minute.") % {"due": done["made_due"], "jobs": done["jobs"]})
    return _back(request)


@require_POST
def approve_remedy(request: HttpRequest, asked_id: int) -> HttpResponse:
    """The second person."""
    if "finance" not in groups_of(request):
        raise PermissionDenied
    try:
        with suppress(OperationalError):  # without a broker the clock's next tick finds what was made due
            remedies.approve(asked_id, by=_by(request), at=clock.now(), start=_in_a_worker)
        messages.success(request, _("Approved, and begun."))
    except remedies.NotTwoPeople:
        messages.error(request, _("Somebody else must approve what you asked for."))
    except (remedies.Gone, remedies.Asked.DoesNotExist):
        messages.error(request, _("It was approved already, or asked for too long ago."))
    return _back(request)


def _in_a_worker(job: str) -> None:
    from casaora.celery import app

    app.send_task("casaora.schedule.run_job", args=(job,), retry=False)


def _by(request: HttpRequest) -> By:
    return By("staff", request.user.pk)


def _operates(request: HttpRequest) -> None:
    if not groups_of(request) & OPERATES:
        raise PermissionDenied


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(there if is_ours else reverse("admin:index"))
