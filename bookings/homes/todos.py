"""What a professional should see to, and why: what keeps families from finding her, or money from reaching her, comes first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.professionals.completeness import missing
from accounts.professionals.models import Professional
from casaora.design import dates
from payouts.connect.models import PayoutAccount

#: From when on a check that runs out is spoken of: our team needs some days to renew it.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing: what, why it matters, where it is done. ``stops`` says that new requests do not come without it."""

    title: str
    text: str
    link: str
    label: str
    stops: bool = False


def todos(me: Professional, account: PayoutAccount | None, at: datetime, *, offers: bool, works: bool, has_portrait: bool) -> list[Todo]:
    """Everything that waits for her, the worst first. Facts are given; nothing is asked of the database."""
    if me.vetting_state != Professional.APPROVED:
        see = _("See how your application stands")
        return [Todo(_("Families cannot find you yet."), "", reverse("accounts:apply"), see, stops=True)]
    return [*_found(me, at, offers, works), *_paid(account, at), *_profile(me, has_portrait)]


def _found(me: Professional, at: datetime, offers: bool, works: bool) -> list[Todo]:
    made = []
    if not offers:
        made.append(Todo(_("Say what you offer"), _("Families find you by service and price."), reverse("professional:offerings"), _("Services and prices"), stops=True))
    if not works:
        made.append(Todo(_("Say when you work"), _("Without hours nobody can ask you."), reverse("professional:availability"), _("Your hours"), stops=True))
    until = me.checks_valid_until
    if until and until <= at + SOON:
        day = dates.long_day(me.city.local(until))
        over = until <= at
        title = _("A check ran out on %(day)s") % {"day": day} if over else _("A check runs out on %(day)s") % {"day": day}
        text = _("New requests wait until our team has renewed it. Reply to any of our e-mails.") if over else _("Our team renews it with you. Reply to any of our e-mails, and nothing stops.")
        made.append(Todo(title, text, f"{reverse('accounts:apply')}#checks", _("See your checks"), stops=over))
    return made


def _paid(account: PayoutAccount | None, at: datetime) -> list[Todo]:
    why = account.why_not(at) if account else "no_account"
    link = reverse("professional:earnings")
    if why == "no_account":
        return [Todo(_("Set up your payout account"), _("Without it nothing can be sent to you."), link, _("Set it up"))]
    if account and account.is_gone():
        return [Todo(_("Connect a new payout account"), _("The old one is gone; what you earned waits."), link, _("Connect it"))]
    if why == "details":
        return [Todo(_("Finish your payout account"), _("Our payment service still needs something from you."), link, _("Continue"))]
    return []


def _profile(me: Professional, has_portrait: bool) -> list[Todo]:
    gaps = missing(me, has_portrait=has_portrait)
    if not gaps:
        return []
    return [Todo(_("Finish your profile"), gaps[0].why, reverse("professional:profile"), _("Your profile"))]
