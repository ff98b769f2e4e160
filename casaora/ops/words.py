"""What an alarm knows, in sentences: how many of how many, since when, why. The same for the page, the mail and the webhook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.users.values import VALUES
from casaora.design.tags.times import moment
from casaora.kit.money import Money, show
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from payouts.batches.pauses import why_paused
from payouts.reconciliation.models import Break

#: Sentences with one value, by the fact's name.
PLAIN = {
    "of": gettext_noop("%(value)s in all."), "in": gettext_noop("Measured over %(value)s."), "times too fast": gettext_noop("%(value)s times too fast."),
    "error": gettext_noop("Error: %(value)s"), "why": gettext_noop("Why: %(value)s"), "reason": gettext_noop("Reason: %(value)s"),
    "booking": gettext_noop("Visit: %(value)s."), "payout": gettext_noop("Payout: %(value)s."), "dispute": gettext_noop("Dispute: %(value)s."),
    "status": gettext_noop("State at the processor: %(value)s."),
}  # fmt: skip
#: What jobs count, in words; what has none here is the log's.
DID = {
    "settled": gettext_noop("%(n)s settled"), "handled": gettext_noop("%(n)s handled"), "done": gettext_noop("%(n)s done"),
    "planned": gettext_noop("%(n)s planned"), "paid": gettext_noop("%(n)s sent"), "withdrawn": gettext_noop("%(n)s taken back"),
    "put_off": gettext_noop("%(n)s put off"), "closed": gettext_noop("%(n)s closed"), "unknown": gettext_noop("%(n)s without an answer"),
}  # fmt: skip
#: Kinds whose count is a share already.
SHARES = frozenset({"pages_slow"})
MOMENTS = {
    "oldest": gettext_noop("The oldest is of %(value)s."), "planned": gettext_noop("Planned on %(value)s."), "since": gettext_noop("Since %(value)s."),
}  # fmt: skip
Say = Callable[[Any, str], str]


def headline(alarm: Alarm) -> str:
    """What is wrong, in one sentence, in the reader's language."""
    return str(KINDS[alarm.kind].says % {"subject": alarm.subject, "count": alarm.count})


class _Some(int):
    """A number for a sentence about no particular alarm."""

    def __str__(self) -> str:
        return "…"


def _title(kind: str) -> str:
    return str(KINDS[kind].says % {"subject": "…", "count": _Some(2)})


#: What alarms of a kind say, with what differs left open: for lists and filters.
title = lazy(_title, str)


def facts(alarm: Alarm, zone: str) -> list[str]:
    """What is known about it, each fact a sentence; a fact without a value says nothing. Moments are those of ``zone``."""
    known = {name: value for name, value in alarm.facts.items() if str(value) != alarm.subject}
    said = []
    if "of" in known and alarm.kind not in SHARES:
        said.append(_("%(bad)s of %(all)s were bad.") % {"bad": alarm.count, "all": known.pop("of")})
    said += [_sentence(name, value, zone) for name, value in known.items()]
    return [sentence for sentence in said if sentence]


def counted(counts: Mapping[str, Any]) -> str:
    """What a job counted: how many failed of how many, or what it did. Nothing where it did nothing that has a word."""
    numbers = {name: value for name, value in counts.items() if isinstance(value, int) and value}
    failed, together = numbers.get("failed", 0), sum(numbers.values())
    if failed:
        return ngettext("%(failed)s of %(all)s failed.", "%(failed)s of %(all)s failed.", failed) % {"failed": failed, "all": together}
    return ", ".join(_(DID[name]) % {"n": numbers[name]} for name in DID if name in numbers)


def _sentence(name: str, value: Any, zone: str) -> str:
    if value in ("", None, {}, []):
        return ""
    if name in PLAIN:
        return _(PLAIN[name]) % {"value": value}
    if name in MOMENTS:
        return _(MOMENTS[name]) % {"value": moment(value, zone)}
    currency = name.removeprefix("unexplained, ")
    if currency != name:
        return _("Not explained: %(amount)s.") % {"amount": show(Money(int(value), currency))}
    special = SPECIAL.get(name)
    return special(value, zone) if special else f"{name.replace('_', ' ')}: {value}."


SPECIAL: dict[str, Say] = {
    "counts": lambda value, zone: counted(value),
    "paused": lambda value, zone: _("It waits: %(why)s.") % {"why": why_paused(value)},
    "state": lambda value, zone: _("State: %(state)s.") % {"state": VALUES.get(str(value), value)},
    "tries": lambda value, zone: ngettext("Tried %(n)s time.", "Tried up to %(n)s times.", int(value)) % {"n": value},
    "minutes": lambda value, zone: ngettext("For %(n)s minute.", "For %(n)s minutes.", int(value)) % {"n": value},
    "days": lambda value, zone: ngettext("The oldest for %(n)s day.", "The oldest for %(n)s days.", int(value)) % {"n": value},
    "captured": lambda value, zone: ngettext(
        "%(n)s payment was taken in the same days.", "%(n)s payments were taken in the same days.", int(value)
    ) % {"n": value},
    Break.THEIRS: lambda value, zone: ngettext("%(n)s is only at the processor.", "%(n)s are only at the processor.", int(value)) % {"n": value},
    Break.OURS: lambda value, zone: ngettext("%(n)s is only in our books.", "%(n)s are only in our books.", int(value)) % {"n": value},
    Break.DIFFERS: lambda value, zone: ngettext("%(n)s has another amount.", "%(n)s have another amount.", int(value)) % {"n": value},
    Break.SUSPENSE: lambda value, zone: ngettext("%(n)s item stands in suspense.", "%(n)s items stand in suspense.", int(value)) % {"n": value},
}  # fmt: skip
