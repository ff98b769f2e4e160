"""The help centre, one article, the search in it; the way to us, and what readers thought. Articles are for everyone; forms are not."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casaora.design.dates import language
from casaora.help import actions, figures, forms, queries
from casaora.help.catalog import ARTICLES
from casaora.help.models import Question
from casaora.help.texts import text
from casaora.kit import clock, events
from casaora.kit.everyone import for_everyone
from casaora.kit.steps import By
from casaora.pages import legal
from casaora.ratelimits import limited

SALT = "casaora.help.sent"
#: How long the page that follows a message says that it arrived.
AN_HOUR = 3600


@for_everyone()
def home(request: HttpRequest) -> HttpResponse:
    """Every question that we answer, by whose it is."""
    return render(request, "help/home.html", queries.home(clock.now()))


@for_everyone()
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One question and its answer."""
    if slug not in ARTICLES:
        raise Http404
    return render(request, "help/article.html", queries.article(slug, clock.now()))


@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words that were asked; without any, the way to ask. What was asked is not kept."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:200]
    found = queries.found(asked, clock.now()) if asked else []
    if asked:
        events.emit("help_searched", count=len(found), outcome="found" if found else "nothing")
    first = queries.home(clock.now())["first"] if not found else []
    return render(request, "help/search.html", {"asked": asked, "found": found, "first": first})


@never_cache
@limited("feedback")
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, slug: str) -> HttpResponse:
    """A small page of its own, so that the article carries no form: did it help?"""
    if slug not in ARTICLES:
        raise Http404
    form = forms.Verdict(request.POST or None, initial={"helped": request.GET.get("helped", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _is_a_person(form, "verdict"):
            actions.say_whether_it_helped(article=slug, language=language(), helped=said["helped"] == "yes", words=said["words"], at=clock.now())
        return redirect(f"{request.path}?thanks=1")
    page = {"form": form, "slug": slug, "title": text(slug, language()).title, "thanks": request.method == "GET" and "thanks" in request.GET}
    return render(request, "help/verdict.html", page)


@never_cache
@limited("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A message to us, from anybody."""
    form = forms.Contact(request.POST or None, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        return redirect(f"{reverse('help:sent')}?message={_written(request, form)}")
    mine = queries.questions_of(request.user.pk) if request.user.is_authenticated and request.user.pk else []
    return render(request, "help/contact.html", {"form": form, "mine": mine, **_promise()})


def _known(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the address of whoever is signed in, and what a link has said."""
    topic = {value.removeprefix("about_"): value for value in Question.Topic.values}.get(request.GET.get("topic", ""), "")
    email = request.user.email if request.user.is_authenticated else ""
    return {"email": email, "topic": topic, "booking": request.GET.get("booking", "")[:12]}


def _written(request: HttpRequest, form: forms.Contact) -> str:
    """Keep the message; what the next page is told of it."""
    if not _is_a_person(form, "contact"):
        return signing.dumps("QU-222222", salt=SALT)
    said = {name: form.cleaned_data[name] for name in ("topic", "text", "email", "booking")}
    role = "professional" if getattr(request.user, "kind", "") == "professional" else "customer"
    asked = actions.write(**said, language=language(), by=By(role, request.user.pk), at=clock.now())
    return signing.dumps(asked.reference, salt=SALT)


def _is_a_person(form: forms.Trap, where: str) -> bool:
    if form.is_trapped:
        events.emit("form_trapped", kind=where)
    return not form.is_trapped


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """It arrived: its number, and by when somebody answers."""
    try:
        reference = signing.loads(request.GET.get("message", ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        return redirect("help:contact")
    return render(request, "help/sent.html", {"reference": reference, **_promise()})


def _promise() -> dict[str, Any]:
    return {"answer_within": figures.OF_THE_CODE["contact_answer"](), "emergency": legal.EMERGENCY, "privacy_email": legal.who()["privacy_email"]}
