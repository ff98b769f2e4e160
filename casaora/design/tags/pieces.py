"""Pieces of pages: heads, notes, flashes, empty states, steps, pages of a list, dialogs, sheets, the professional card."""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casaora.design.tags.library import register

STEPS = (lambda: _("Service and time"), lambda: _("Your home"), lambda: _("Review and pay"))


@register.inclusion_tag("components/note.html")
def note(text: str, tone: str = "teal", symbol: str = "info") -> dict[str, Any]:
    """``{% note text "amber" "hourglass" %}``: a remark inside the page. Tones: teal, amber, red, leaf, brand, slate."""
    return {"text": text, "tone": tone, "symbol": symbol}


@register.inclusion_tag("components/flash.html")
def flash(message: Any, here: str) -> dict[str, Any]:
    """``{% flash message request.get_full_path %}``: what the last form did; the page without it is a link away."""
    return {"message": message, "here": here, "is_error": message.level_tag == "error"}


@register.inclusion_tag("components/empty.html", name="empty_state")
@register.inclusion_tag("components/empty.html", name="empty")
def empty(picture: str, title: str, text: str = "", link: str = "", label: str = "") -> dict[str, Any]:
    """``{% empty_state "bookings" title text link label %}``: a picture, one line, one action.

    Pictures: bookings, earnings, messages, search. Also called ``empty``, which inside a ``for`` means something else to Django.
    """
    return {"picture": f"illustrations/empty-{picture}.svg", "title": title, "text": text, "link": link, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(current: int, *links: Any) -> dict[str, Any]:
    """``{% steps 3 first second %}``: the three steps of a request; done ones are links. One list of links also serves."""
    addresses = list(links[0]) if links and isinstance(links[0], list | tuple) else list(links)
    addresses += [""] * (len(STEPS) - len(addresses))
    rows = [{"number": n, "name": name(), "link": addresses[n - 1]} for n, name in enumerate(STEPS, 1)]
    return {"rows": rows, "current": current}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """``{% crumbs _("Bookings") bookings_url reference %}``: pairs of words and address, and where we are."""
    return {"links": list(zip(parts[:-1:2], parts[1::2], strict=True)), "here": parts[-1]}


@register.simple_tag(takes_context=True)
def current(context: Context, address: str, is_home: bool = False) -> SafeString:
    """``<a href="…"{% current address %}>``: marks the way to this page, or to the part of the site that it is in.

    A home is only marked when it is this page: everything lies below it.
    """
    request = context.get("request")
    path = request.path if request else ""
    if path == address:
        return SafeString(' aria-current="page"')
    return SafeString(' aria-current="true"') if not is_home and path.startswith(address) else SafeString("")


@register.inclusion_tag("components/pager.html")
def pager(page: Any, query: str = "") -> dict[str, Any]:
    """``{% pager page query %}``: page n of m, numbers on wide screens, next always in the same place."""
    numbers = [
        n if isinstance(n, int) else None for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {"page": page, "numbers": numbers, "query": f"{query}&" if query else ""}


@register.inclusion_tag("components/professional.html")
def professional_card(card: Any, heading: str = "h3", extra: str = "") -> dict[str, Any]:
    """``{% professional_card card "h2" "pro--wide" %}``: somebody who can be booked.

    A card has number, name, url, meta, visits, headline, times (pairs of address and words; a narrow card shows two), price,
    receives, distance.
    """
    times = card.times if "pro--wide" in extra else card.times[:2]
    return {"card": card, "heading": heading, "extra": extra, "times": times}


@register.simple_block_tag(end_name="end_page_head")
def page_head(content: str, title: str, text: str = "") -> str:
    """``{% page_head title text %}buttons{% end_page_head %}``: the page's one h1, a line under it, actions at the end."""
    return render_to_string("components/page_head.html", {"title": title, "text": text, "content": content})


@register.simple_block_tag(end_name="end_dialog")
def dialog(content: str, name: str, title: str) -> str:
    """``{% dialog "decline" title %}form{% end_dialog %}``, opened by ``command="show-modal" commandfor="decline"``.

    Only for what is also possible without it: the opener without scripts must lead to a page. The safe answer is last.
    """
    return render_to_string("components/dialog.html", {"name": name, "title": title, "content": content})


@register.simple_block_tag(end_name="end_sheet")
def sheet(content: str, name: str, title: str, extra: str = "filters") -> str:
    """``{% sheet "filters" title %}fields{% end_sheet %}``: a column on wide screens, a sheet from below on phones."""
    return render_to_string("components/sheet.html", {"name": name, "title": title, "content": content, "extra": extra})

