"""The components that pages are made of. ``{% load components %}``; each has an example in the local gallery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casaora.design import dates
from casaora.kit.money import Money, show

register = template.Library()

#: Booking state → icon and the badge's word. The colour comes from the state itself, in CSS.
BADGES = {
    "pending_payment": ("credit-card", lambda: _("Payment pending")),
    "authorized": ("hourglass", lambda: _("Waiting for a reply")),
    "confirmed": ("calendar-check", lambda: pgettext("booking", "Confirmed")),
    "in_progress": ("circle-dot", lambda: _("In progress")),
    "completed": ("circle-check", lambda: pgettext("booking", "Completed")),
    "declined": ("x", lambda: pgettext("booking", "Declined")),
    "expired": ("clock", lambda: _("Not paid in time")),
    "canceled": ("x", lambda: pgettext("booking", "Canceled")),
    "payment_failed": ("triangle-alert", lambda: _("Payment failed")),
}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """``{% icon "lock" %}``: decorative, drawn from the sprite in the text's colour."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>', f" {extra}" if extra else "", static("icons/sprite.svg"), name
    )


@register.filter
def money(amount: Money | None) -> SafeString | str:
    """``{{ booking.total|money }}``: never broken across lines."""
    return format_html('<span class="money">{}</span>', show(amount)) if amount is not None else ""


@register.filter
def plain_money(amount: Money) -> str:
    """The same without markup, for sentences with named values."""
    return show(amount)


@register.simple_tag
def avatar(name: str, number: int, extra: str = "") -> SafeString:
    """``{% avatar person.display_name person.pk "avatar--lg" %}``: initials on a gradient that is always the same for a person."""
    words = [w for w in name.split() if w[:1].isalpha()]
    initials = (words[0][0] + words[-1][0] if len(words) > 1 else name[:2]).upper()
    return format_html('<span class="avatar g{} {}" aria-hidden="true">{}</span>', number % 8 + 1, extra, initials)


@register.simple_tag
def badge(state: str, reason: str = "") -> SafeString:
    """``{% badge booking.state booking.declined_reason %}``: icon, word and colour together."""
    symbol, word = BADGES[state]
    text = _("No reply in 24 h") if reason == "professional_no_response" else word()
    return format_html('<span class="badge" data-status="{}">{}{}</span>', state, icon(symbol), text)


@register.filter
def moment(when: datetime, zone: str) -> str:
    """``{{ booking.starts_at|moment:zone }}``: Thu 26 Nov, 10:42."""
    return dates.short(dates.local(when, zone))


@register.filter
def short_day(when: datetime, zone: str) -> str:
    """Thu 26 Nov."""
    return dates.short_day(dates.local(when, zone))


@register.filter
def long_day(when: datetime, zone: str) -> str:
    """Thursday 26 November."""
    return dates.long_day(dates.local(when, zone))


@register.filter
def hour(when: datetime, zone: str) -> str:
    """10:42."""
    return dates.hour(dates.local(when, zone))


@register.filter
def weekday(when: datetime, zone: str) -> str:
    """Thursday."""
    return dates.long_day(dates.local(when, zone)).split(" ")[0]


@register.filter
def iso(when: datetime) -> str:
    """For ``datetime`` attributes and form values."""
    return when.isoformat()


@register.inclusion_tag("components/when.html")
def when_block(moment: datetime, zone: str) -> dict[str, Any]:
    """A date as a block: weekday, number, month."""
    local = dates.local(moment, zone)
    name, number, month = dates.short_day(local).split(" ")
    return {"weekday": name, "number": number, "month": month}


@register.inclusion_tag("components/deadline.html")
def deadline(until: datetime, now: datetime, since: datetime | None = None) -> dict[str, Any]:
    """The real time left until a deadline, with how much of it is over; redrawn each minute where scripts run."""
    minutes = max(0, int((until - now).total_seconds()) // 60)
    whole = int((until - since).total_seconds()) // 60 if since else 24 * 60
    return {
        "until": until, "now": now, "hours": minutes // 60, "minutes": minutes % 60, "urgent": minutes < 180,
        "spent": max(0, whole - minutes), "whole": max(1, whole),
    }  # fmt: skip


@register.inclusion_tag("components/bill.html")
def bill(lines: Any, fee: Money, total: Money, percent: int = 15) -> dict[str, Any]:
    """Price lines, our fee, the total."""
    return {"lines": lines, "fee": fee, "total": total, "percent": percent}


@register.inclusion_tag("components/split.html")
def split(earning: Money, total: Money, name: str) -> dict[str, Any]:
    """Who receives what of a price, as a bar and in words."""
    percent = earning.minor * 100 // total.minor if total else 0
    return {"earning": earning, "rest": total - earning, "name": name, "percent": percent}


@register.inclusion_tag("components/where.html")
def where_the_money_is(station: str, amount: Money, earning: Money, name: str) -> dict[str, Any]:
    """Card, Casaora, professional: one of them has it now. ``back``: it never left, or went back."""
    return {"station": station, "amount": amount, "earning": earning, "name": name}


@register.inclusion_tag("components/trail.html")
def trail(items: Any, zone: str) -> dict[str, Any]:
    """What happened to the money and what comes next."""
    return {"items": items, "zone": zone}


@register.inclusion_tag("components/field.html")
def field(bound: Any, kind: str = "") -> dict[str, Any]:
    """``{% field form.email %}``: label, control, hint and error, tied together for those who listen."""
    return {"field": bound, "kind": kind or bound.widget_type, "error_id": f"{bound.auto_id}_error", "hint_id": f"{bound.auto_id}_helptext"}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong with a form, first in it and focused, each line a link to its field."""
    return {"form": form}


@register.inclusion_tag("components/empty.html")
def empty(picture: str, title: str, text: str = "", link: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here yet: a picture, one line, one action."""
    return {"picture": f"illustrations/empty-{picture}.svg", "title": title, "text": text, "link": link, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(current: int, links: Any = ()) -> dict[str, Any]:
    """The three steps of a request; done ones are links."""
    names = [_("Service and time"), _("Your home"), _("Review and pay")]
    rows = [{"number": n, "name": name, "link": links[n - 1] if n - 1 < len(links) else ""} for n, name in enumerate(names, 1)]
    return {"rows": rows, "current": current}


@register.inclusion_tag("components/pager.html")
def pager(page: Any, query: str = "") -> dict[str, Any]:
    """Page n of m, and next always in the same place."""
    return {"page": page, "query": f"{query}&" if query else ""}


@register.inclusion_tag("components/note.html")
def note(text: str, tone: str = "teal", symbol: str = "info") -> dict[str, Any]:
    """A remark inside the page. Tones: teal, amber, red, leaf, slate."""
    return {"text": text, "tone": tone, "symbol": symbol}
