"""What the gallery shows: one example of everything, none of it from the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.templatetags.static import static

from casaora.design import dates
from casaora.design.pictures import Picture
from casaora.design.tags.marks import BADGES
from casaora.kit.money import Money

ZONE = "America/Bogota"
SECTIONS = ("signs", "controls", "fields", "times", "people", "money", "notices", "lists", "help", "figures", "overlays")
COLORS = ("brand", "hover", "deep", "tint", "rose", "teal", "leaf", "sun", "ink", "text", "muted", "control", "line", "sunken", "surface", "bg")


def pesos(amount: int) -> Money:
    """Whole Colombian pesos."""
    return Money(amount * 100, "COP")


class Example(forms.Form):
    """One field of each kind, with everything that a field may say."""

    name = forms.CharField(label="Text", help_text="A hint goes under the field", widget=forms.TextInput({"class": "input"}))
    city = forms.ChoiceField(label="Select", choices=[("bogota", "Bogotá")], widget=forms.Select({"class": "select"}))
    day = forms.DateField(label="Date", required=False, widget=forms.DateInput({"class": "input", "type": "date"}))
    about = forms.CharField(label="Long text", required=False, widget=forms.Textarea({"class": "input textarea", "rows": 3}))
    home = forms.ChoiceField(label="Choice", choices=[("flat", "A flat"), ("house", "A house")], widget=forms.RadioSelect, initial="flat")
    hours = forms.ChoiceField(label="Slots", choices=[(n, f"{n} h") for n in (2, 3, 4)], widget=forms.RadioSelect, initial=3)
    why = forms.ChoiceField(label="Rows", choices=[("far", "Too far"), ("busy", "I am busy then")], widget=forms.RadioSelect, required=False)
    agrees = forms.BooleanField(label="Checkbox", required=False)
    is_listed = forms.BooleanField(label="Switch", required=False, initial=True, widget=forms.CheckboxInput({"role": "switch"}))


def everything(at: datetime) -> dict[str, Any]:
    """The context of the gallery."""
    return {
        "parts": [f"design/parts/{name}.html" for name in SECTIONS], "colors": COLORS, "zone": ZONE, "at": at,
        "states": list(BADGES), "people": range(8), "tiles": range(4),
        "photo": Picture((), static("illustrations/family.svg"), 480, 360, "Three drawn people in three niches"),
        "fresh": Example(auto_id="fresh_%s"), "failed": Example({"city": "x", "home": "tent"}, auto_id="failed_%s"),
        **_times(at), **_money(at), **_notices(), **_lists(), **_figures(),
    }  # fmt: skip


def _times(at: datetime) -> dict[str, Any]:
    first = dates.local(at, ZONE).replace(hour=8, minute=0)
    week = [first + timedelta(days=n) for n in range(6)]
    seven = [SimpleNamespace(date=(first + timedelta(days=n)).date(), free=n % 3, why="A day of rest") for n in range(7)]
    return {
        "starts": first, "ends": first + timedelta(hours=4),
        "deadlines": [(at + timedelta(minutes=left), at, at + timedelta(minutes=left - 1440)) for left in (1164, 132, 0)],
        "days": [
            SimpleNamespace(url="#slots", weekday=w, number=n, month=m, free=k % 3, is_chosen=k == 4)
            for k, (w, n, m) in enumerate(dates.short_day(day).split(" ") for day in week)
        ],
        "week": SimpleNamespace(
            days=seven, day=seven[1], before=seven[0].date, after=seven[6].date, next_free=None, has_taken=True,
            starts=[SimpleNamespace(starts_at=first + timedelta(hours=n), is_free=n != 2) for n in range(5)],
        ),
        "slots": [
            SimpleNamespace(value=label, label=label, is_free=label != "9:00", is_chosen=label == "8:00")
            for label in ("7:00", "8:00", "9:00", "13:00")
        ],
    }  # fmt: skip


def _money(at: datetime) -> dict[str, Any]:
    def line(name: str, amount: Money, rate: Money | None = None, minutes: int | None = None) -> SimpleNamespace:
        return SimpleNamespace(name=name, amount=amount, rate=rate, minutes=minutes)

    def item(icon: str, title: str, tone: str, text: str = "", amount: Money | None = None) -> SimpleNamespace:
        return SimpleNamespace(icon=icon, title=title, tone=tone, text=text, amount=amount, at=at if tone != "next" else None)

    return {
        "lines": [line("Cleaning, 4 hours", pesos(136_000), pesos(34_000), 240), line("Cleaning supplies", pesos(25_000))],
        "earning": pesos(161_000), "fee": pesos(24_150), "total": pesos(185_150), "minor": 18_515_000,
        "stations": ("card", "casaora", "professional", "back"),
        "trail": [
            item("x", "First card refused", "bad"), item("lock", "Hold placed", "done", "Visa •••• 4242", pesos(185_150)),
            item("check", "Ana Milena accepted", "now", "The payment is safe with Casaora."),
            item("landmark", "Ana Milena is paid", "next", "On the next Tuesday or Friday.", pesos(161_000)),
        ],
    }  # fmt: skip


def _notices() -> dict[str, Any]:
    return {
        "flashes": [Message(constants.SUCCESS, "Saved. Families see your new hours."), Message(constants.ERROR, "Your bank refused the hold. Try another card.")],
        "tones": [("teal", "shield-check"), ("amber", "triangle-alert"), ("leaf", "circle-check"), ("red", "circle-alert"), ("brand", "info"), ("slate", "info")],
        "pictures": [("bookings", "No visits yet"), ("messages", "Quiet in here"), ("search", "Nobody is free then"), ("earnings", "Your first payout starts here")],
    }  # fmt: skip


def _lists() -> dict[str, Any]:
    card = {
        "number": 0, "name": "Ana Milena Cárdenas", "url": "#people", "meta": "Housekeeping · Chapinero", "visits": "212 visits", "distance": "2 km away",
        "headline": "Eleven years keeping family homes. Brings her own supplies on request.", "price": "$ 39.100", "receives": "Ana Milena receives $ 34.000",
        "times": [("#people", "Thu 8:00"), ("#people", "Thu 14:00"), ("#people", "Fri 7:00")],
    }  # fmt: skip
    other = {**card, "number": 1, "name": "Yolanda Palacios", "meta": "Elder care · Usaquén", "visits": "New on Casaora", "distance": "", "times": []}
    return {"cards": [SimpleNamespace(**card), SimpleNamespace(**other)], "pages": Paginator(range(160), 20).page(4)}


def _figures() -> dict[str, Any]:
    weeks = [("12 Oct", 418, ""), ("19", 507, ""), ("26", 391, ""), ("2 Nov", 603, ""), ("9", 653, ""), ("16", 748, "$ 748.000")]
    return {
        "weeks": weeks, "values": [0, 3, 1, 6, 8, 5, 7, 11, 13], "outcomes": [("accepted", 271), ("declined", 18), ("no reply", 9), ("waiting", 14)],
        "choices": [("housekeeping", "Housekeeping"), ("childcare", "Childcare")], "cities": [SimpleNamespace(slug="bogota", name="Bogotá")],
        "places": [
            SimpleNamespace(name=name, latitude=4.6 + n * 7 % 5 / 50, longitude=-74.1 + n * 3 % 4 / 40, weight=n * 2, words=f"{n * 2} people", url="#figures", is_here=n == 2)
            for n, name in enumerate(("Chapinero Alto", "La Macarena", "Usaquén", "Cedritos", "Palermo", "Modelia"))
        ],
    }  # fmt: skip
