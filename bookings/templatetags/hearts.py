"""``{% load hearts %}{% heart professional request %}``: a household's favorite, on any page that shows her."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Library

from accounts.professionals.models import Professional
from bookings.favorites.queries import is_kept

register = Library()


@register.inclusion_tag("favorites/parts/heart.html")
def heart(professional: Professional, request: HttpRequest) -> dict[str, Any]:
    """One statement for somebody signed in, none for a visitor, whose heart leads to the sign-in page."""
    user = request.user
    if not user.is_authenticated:
        return {"professional": professional, "is_visitor": True, "here": request.get_full_path()}
    if user.kind != "customer":
        return {"is_nobodys": True}
    return {
        "professional": professional, "here": request.get_full_path(), "csrf_token": get_token(request),
        "is_kept": is_kept(user.pk, professional.pk),
    }  # fmt: skip
