"""Home, the theme, the language, and the error pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from casaora.design.dates import language
from casaora.kit import clock, events
from casaora.kit.everyone import for_everyone
from casaora.kit.pages import own_path
from casaora.kit.replica import for_visitors
from casaora.pages import facts, queries, words
from casaora.ratelimits import limited

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@for_everyone(60)
@for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """The question, who is free, where every peso goes."""
    said = {"questions": words.questions(), "facts": [facts.organization(), facts.website(), facts.questions(words.questions())]}
    return render(request, "pages/home.html", queries.home(clock.now()) | said)


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Where the theme is chosen without scripts; menus lead here so that their pages carry no token."""
    themes = [
        ("auto", _("Auto"), _("As the device says")),
        ("light", pgettext("theme", "Light"), _("Always, by day and by night")),
        ("dark", pgettext("theme", "Dark"), _("Easier on the eyes in the evening")),
    ]
    wanted = request.GET.get("theme") or request.COOKIES.get("theme")
    theme = wanted if wanted in THEMES else "auto"
    return render(request, "pages/theme.html", {"themes": themes, "theme": theme, "back": own_path(request, request.GET.get("next", "/"))})


@require_safe
def remember_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of this address for the pages whose addresses carry none, and go there."""
    response = HttpResponseRedirect(own_path(request, request.GET.get("next", "/")))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language(), max_age=YEAR, samesite="Lax", secure=settings.IS_DEPLOYED, httponly=True)
    return response


@require_POST
@limited("write")
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's choice, and go back with 303."""
    response = HttpResponseRedirect(own_path(request, request.POST.get("next", "/")))
    response.status_code = 303
    wanted = request.POST.get("theme", "auto")
    if wanted in THEMES:
        # Read by a script in the head, so it is the one cookie that scripts may see; it holds one of three words.
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax", secure=settings.IS_DEPLOYED)
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for what is not there and what is somebody else's."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token, or after too long."""
    return render(request, "403_csrf.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """500: asks neither the database nor a context processor, and gives the request's number."""
    page = render_to_string("500.html", {"reference": events.request_id.get(), "language": language()})
    return HttpResponse(page, status=500)
