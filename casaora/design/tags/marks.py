"""Small signs: icons, the wordmark, avatars, covers, badges, stars."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casaora.design.pictures import WIDTHS, Picture, address
from casaora.design.tags.library import register

#: Booking state → icon and the badge's word. The color comes from the state itself, in CSS.
BADGES = {
    "pending_payment": ("credit-card", lambda: _("Payment pending")),
    "authorized": ("hourglass", lambda: _("Waiting for a reply")),
    "confirmed": ("calendar-check", lambda: pgettext("booking", "Confirmed")),
    "in_progress": ("circle-dot", lambda: _("In progress")),
    "unattended": ("circle-question-mark", lambda: _("Did it happen?")),
    "completed": ("circle-check", lambda: pgettext("booking", "Completed")),
    "declined": ("circle-x", lambda: pgettext("booking", "Declined")),
    "expired": ("clock", lambda: _("Not paid in time")),
    "canceled": ("ban", lambda: pgettext("booking", "Canceled")),
    "under_review": ("scale", lambda: _("Under review")),
    "payment_failed": ("circle-alert", lambda: _("Payment failed")),
}
#: A state with a reason that people should read instead of the state.
REASONS = {("declined", "professional_no_response"): ("clock", lambda: _("No reply in 24 h"))}
GRADIENTS, COVERS = 8, 4


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """``{% icon "lock" %}``: decorative, drawn from the sprite in the text's color."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "", static("icons/sprite.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("components/wordmark.html")
def wordmark() -> dict[str, Any]:
    """``{% wordmark %}``: the name as it is drawn, in the text's color."""
    return {}


def initials(name: str) -> str:
    """``AC`` for Ana Milena Cárdenas: the first and the last word; two letters of a single one."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return (words[0][0] + words[-1][0] if len(words) > 1 else name.strip()[:2]).upper()


@register.simple_tag
def avatar(name: str, number: int, extra: str = "", photo: str = "") -> SafeString:
    """``{% avatar person.display_name person.pk "avatar--lg" person.photo %}``: her portrait over initials on a gradient that a person keeps.

    ``photo`` is the name of the portrait's files, empty for none. The initials are what is seen until it has come.
    """
    gradient = int(number or 0) % GRADIENTS + 1
    shown = f"avatar g{gradient} {extra}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}{}</span>', shown, initials(name), _face(photo, extra) if photo else "")


def _face(photo: str, extra: str) -> SafeString:
    """As wide as its place: 36 to 72 px in lists, 112 at the head of a profile; screens may have two or three dots a pixel."""
    places = "112px" if "avatar--xl" in extra else "72px" if "avatar--lg" in extra else "48px"
    avif, webp = (", ".join(f"{address(photo, width, ending)} {width}w" for width in WIDTHS["portrait"]) for ending in ("avif", "webp"))
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}"><img src="{}" srcset="{}" sizes="{}" alt="" width="96" height="96" loading="{}">'
        "</picture>", avif, places, address(photo, 192, "webp"), webp, places, "eager" if "avatar--xl" in extra else "lazy",
    )  # fmt: skip


@register.inclusion_tag("components/photo.html")
def photo(shown: Picture, sizes: str) -> dict[str, Any]:
    """``{% photo picture "(min-width: 48rem) 20rem, 50vw" %}``: a photo, its blur until it has come; the browser chooses the size."""
    return {"picture": shown, "sizes": sizes}


@register.filter
def cover(number: int) -> str:
    """``{{ professional.pk|cover }}``: the class of a person's floor tile."""
    return f"cover--{int(number) % COVERS + 1}"


@register.simple_tag
def badge(state: str, reason: str | None = "") -> SafeString:
    """``{% badge booking.state booking.declined_reason %}``: icon, word and color together."""
    symbol, word = REASONS.get((state, reason or "")) or BADGES.get(state) or ("info", lambda: state.replace("_", " "))
    return format_html('<span class="badge" data-status="{}">{}{}</span>', state, icon(symbol), word())


@register.inclusion_tag("components/stars.html")
def stars(average: Any, count: int) -> dict[str, Any]:
    """``{% stars 4.9 212 %}``: one star, the figure in the reader's notation, how many said so."""
    return {"average": number_format(average, decimal_pos=1), "count": count}
