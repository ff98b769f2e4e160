"""Figures and small charts, drawn by the server: geometry in attributes, color by class, a sentence for who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casaora.design import charts, townmap
from casaora.design.tags.library import register


@register.inclusion_tag("components/kpi.html")
def kpi(label: str, value: Any, text: str = "", symbol: str = "") -> dict[str, Any]:
    """``{% kpi label value text "calendar-check" %}``: one figure with its name; put a spark under it if there is one."""
    return {"label": label, "value": value, "text": text, "symbol": symbol}


@register.inclusion_tag("components/spark.html")
def spark(values: Sequence[int], sentence: str, tone: str = "") -> dict[str, Any]:
    """``{% spark values sentence "teal" %}``: a line without axes. Tones: none, teal, red."""
    line, area = charts.sparkline(values)
    return {"line": line, "area": area, "sentence": sentence, "tone": tone}


@register.inclusion_tag("components/bars.html")
def bars(rows: Sequence[tuple[str, int, str]], sentence: str) -> dict[str, Any]:
    """``{% bars rows sentence %}``: rows of label, number and words; the highest is marked and carries its words."""
    return {"bars": charts.bars(rows), "sentence": sentence}


@register.inclusion_tag("components/outcome.html")
def outcome(parts: Sequence[tuple[str, int]], sentence: str) -> dict[str, Any]:
    """``{% outcome parts sentence %}``: up to four parts of a whole as one bar, with its legend."""
    return {"parts": charts.stacked(parts), "whole": max(1, sum(n for _name, n in parts)), "sentence": sentence}



@register.inclusion_tag("components/neighborhood_map.html")
def neighborhood_map(places: Sequence[Any], sentence: str) -> dict[str, Any]:
    """``{% neighborhood_map places sentence %}``: a city's parts drawn and numbered, and beside it the list that says everything.

    A place has name, latitude, longitude, weight (how many; the more, the deeper its color), words (the same said), url (or
    empty) and is_here (chosen). ``sentence`` names the list. The drawing is for eyes: its tiles lead where the list leads.
    """
    plan = townmap.plan(places)
    tiles = list(zip(plan.tiles, places, strict=True))
    return {"plan": plan, "tiles": tiles, "sentence": sentence, "is_plain": not any(place.words for place in places)}


@register.inclusion_tag("components/city_drawing.html")
def city_drawing(places: Sequence[Any]) -> dict[str, Any]:
    """``{% city_drawing places %}``: the same tiles as a picture, without numbers, in the colors of the façade."""
    return {"plan": townmap.plan(places)}
