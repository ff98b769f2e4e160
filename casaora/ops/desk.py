"""The operations pages of the staff site: the first page, runbooks, and the verbs behind their buttons. Three lines each."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from accounts.users.admin import groups_of
from accounts.users.models import User
from casaora.kit import clock, switches
from casaora.kit.acting import reading_as_verb
from casaora.kit.steps import By
from casaora.ops import alarms, asked, facts, figures, kinds, objectives, pressed, remedies, runbooks, words
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from casaora.stripe.errors import ProcessorError
from payouts.batches import funds
from payouts.reconciliation import queries as reconciliation
from payouts.reconciliation.models import Break

#: Who sees figures and works the buttons; support sees alarms, switches and runbooks.
OPERATES = frozenset({"operations", "finance"})
#: Whose clock the page shows, in words.
CITIES = {"America/Bogota": "Bogotá"}
#: What is over is shown for a day, and so many of it.
LATELY, FEW = timedelta(days=1), 5


def dashboard(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The staff site's first page."""
    period = request.GET.get("period", "24h")
    back, point = figures.PERIODS.get(period, figures.PERIODS["24h"])
    at = clock.now()
    frame = _frame(request, site)
    page = {**frame, "period": period if period in figures.PERIODS else "24h", "periods": list(figures.PERIODS), "alarms": _alarms(frame["zone"]), **_over(at), "switchboard": _switchboard(), "books_of": runbooks.RUNBOOKS.items()}
    if groups_of(request) & OPERATES:
        page |= _figures(at, at - back, point)
    return render(request, "operations/dashboard.html", page)


def clock_of(zone: str) -> str:
    """Whose clock a zone's is, in words."""
    return CITIES.get(zone, zone)


def _frame(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    zone = timezone.get_current_timezone_name()  # the staff site speaks by the home clock
    return {**site.each_context(request), "zone": zone, "clock_of": clock_of(zone), "operates": bool(groups_of(request) & OPERATES), "is_finance": "finance" in groups_of(request)}


def _figures(at: datetime, since: datetime, point: Any) -> dict[str, Any]:
    with reading_as_verb():
        standings = [(each, objectives.is_over(each, at)) for each in objectives.standings(at)]
        compared = reconciliation.summary(at)
        return {
            "recon": compared, "buckets": [(dict(Break.BUCKETS)[bucket], n) for bucket, n in sorted(compared.by_bucket.items())],
            "requests": figures.requests(since, at, point), "rates": figures.error_rates(since, at), "jobs": figures.jobs(at), "waiting": figures.waiting(at),
            "batches": figures.batches(at), "books": figures.books(at), "pages": figures.slowest_pages(since), "standings": standings, "was_bad": any(not each.is_kept for each, _ended in standings),
            "troubled_payouts": figures.payouts_in_trouble(since), "asked": asked.waiting(at), "proposals": asked.proposals(),
        }  # fmt: skip


def _alarms(zone: str) -> list[dict[str, Any]]:
    """What is wrong, each with who has it in hand, what people notice of it, and when it closes."""
    rows = list(Alarm.objects.filter(state=Alarm.OPEN).order_by("severity", "opened_at"))
    with reading_as_verb():
        names = {person.pk: person.get_full_name() for person in User.objects.filter(pk__in={row.taken_by_id for row in rows if row.taken_by_id})}
    return [
        {
            "alarm": row, "says": words.headline(row), "facts": words.facts(row, zone), "who": names.get(row.taken_by_id or 0, ""), "closes": kinds.closes(row.kind),
            "runbook": KINDS[row.kind].runbook, "recovers": KINDS[row.kind].recovers, "noticed": kinds.NOTICED[KINDS[row.kind].runbook],
        }
        for row in rows
    ]  # fmt: skip


def _over(at: datetime) -> dict[str, Any]:
    """What was wrong in the last day: how many in all, the latest of them, and what the list on record is to be asked for."""
    closed = Alarm.objects.filter(state=Alarm.CLOSED, closed_at__gte=at - LATELY).order_by("-closed_at")
    shown = [{"alarm": row, "says": words.headline(row), "runbook": KINDS[row.kind].runbook} for row in closed[:FEW]]
    return {"over": shown, "over_in_all": closed.count() if len(shown) == FEW else len(shown), "over_list": urlencode({"closed_at__gte": (at - LATELY).isoformat(timespec="seconds")})}


def _switchboard() -> list[dict[str, Any]]:
    stand = switches.states()
    return [{"name": name, "switch": switch, "is_on": stand[name], "is_usual": stand[name] == switch.is_on} for name, switch in switches.table().items()]


def runbook(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """One runbook, with the facts of this moment and its safe buttons."""
    try:
        text = runbooks.text(slug)
    except runbooks.NoSuchRunbook:
        raise Http404 from None
    book, at, mine, frame = runbooks.RUNBOOKS[slug], clock.now(), groups_of(request), _frame(request, site)
    return render(request, "operations/runbook.html", {
        **frame, "slug": slug, "book": book, "text": text, "facts": facts.of(slug, at) if mine & OPERATES else [],
        "asked": asked.waiting(at, book.remedies) if mine & OPERATES else [], "proposals": asked.proposals() if mine & OPERATES and slug == "ledger-difference" else [],
        "offered": [_offer(name, mine, at) for name in book.remedies] if mine & OPERATES else [],
        "alarms": [row for row in _alarms(frame["zone"]) if row["runbook"] == slug], "noticed": kinds.NOTICED[slug],
    })  # fmt: skip


def _offer(name: str, mine: frozenset[str], at: datetime) -> dict[str, Any]:
    """A button, with what it would see to, and what came of it the last time."""
    remedy = remedies.REMEDIES[name]
    return {"name": name, "remedy": remedy, "lines": remedies.look(name, at), "last": pressed.last_times(remedy.jobs or remedy.chosen(at), at), "may": bool(mine & remedy.groups)}


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
    said = ngettext("Begun: %(jobs)s job asked for.", "Begun: %(jobs)s jobs asked for.", done["jobs"]) % {"jobs": done["jobs"]}
    messages.success(request, f"{said} " + _("What came of it stands below in a minute: under “Last time”."))
    return _back(request)


@require_POST
def look_at_balance(request: HttpRequest) -> HttpResponse:
    """Read our balance at the processor, to know whether the money came. Changes nothing."""
    _operates(request)
    try:
        funds.look(clock.now())
        messages.success(request, _("What is there stands under “At this moment”."))
    except ProcessorError:
        messages.error(request, _("The processor gave no answer, so what is there is not known. Try again in a minute."))
    return redirect("admin:runbook", "payout-batch-stuck")


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


def _in_a_worker(job: str, by: By) -> None:
    from casaora.celery import app

    app.send_task("casaora.schedule.run_job", args=(job, by.role, by.person_id), retry=False)


def _by(request: HttpRequest) -> By:
    return By("staff", request.user.pk)


def _operates(request: HttpRequest) -> None:
    if not groups_of(request) & OPERATES:
        raise PermissionDenied


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(there if is_ours else reverse("admin:index"))
