"""The hosted pages: what a person sees at the test processor, and what her buttons do. No JavaScript, no inline style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.template import Context, Engine

from casaora.kit.money import show
from casaora.stripe.amounts import from_processor
from casaora.stripe.reading import moment
from casaora.stripe.simulator import cards, hosted
from casaora.stripe.simulator.balance import totals
from casaora.stripe.simulator.errors import ApiError
from casaora.stripe.simulator.store import Obj
from casaora.stripe.simulator.texts import language_of, texts

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

HERE = Path(__file__).resolve().parent
_engine = Engine(dirs=[str(HERE / "templates")])
_OFFERED = ((cards.APPROVES, "card_approve"), (cards.DECLINES, "card_decline"), (cards.CHALLENGES, "card_challenge"),
            (cards.NO_FUNDS, "card_funds"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a redirection. ``origins`` are where its forms may lead in the end."""

    status: int = 200
    html: str = ""
    location: str = ""
    origins: tuple[str, ...] = field(default=())


def _render(name: str, language: str, *, status: int = 200, leads_to: tuple[str | None, ...] = (), **values: Any) -> Page:
    said = {"language": language, "t": texts(language), **values}
    html = _engine.get_template(f"{name}.html").render(Context(said, use_l10n=False, use_tz=False))
    places = {f"{part.scheme}://{part.netloc}" for part in map(urlsplit, filter(None, leads_to))}
    return Page(status, html, origins=tuple(sorted(places)))


def message(language: str, name: str, *, status: int = 200, link: str = "") -> Page:
    """A page that only says something."""
    t = texts(language)
    return _render("message", language, status=status, title=t[f"{name}_title"], message=t[name], link=link)


def answer(sim: Simulator, method: str, path: str, body: str, accepted: str) -> Page:
    """The page of a path, after doing what its form asked."""
    language = language_of(None, accepted)
    fields = {name: values[-1] for name, values in parse_qs(body).items()} if method == "POST" else {}
    place, _, identifier = path.strip("/").partition("/")
    try:
        if place == "checkout":
            return _checkout(sim, identifier, fields, accepted)
        if place == "challenge":
            return _challenge(sim, identifier, fields, accepted)
        if place in ("onboarding", "dashboard"):
            link = sim.store.get(identifier, f"_{place}")
            if link is not None:
                return _onboarding(sim, link, fields, language) if place == "onboarding" else _dashboard(sim, link, language)
    except ApiError:
        pass
    return message(language, "missing", status=404)


def _checkout(sim: Simulator, session_id: str, fields: Mapping[str, str], accepted: str) -> Page:
    session = sim.hosted.session(session_id)
    language = language_of(session["locale"], accepted)
    if fields.get("action") == "expire":
        sim.hosted.expire(session_id)
        return Page(303, location=f"/checkout/{session_id}")
    if session["status"] == "complete":
        return message(language, "done", link=sim.hosted.success_url(session))
    if session["status"] == "expired":
        return message(language, "closed", link=session["cancel_url"] or "")
    if fields.get("action") == "pay":
        result = sim.hosted.pay(session_id, fields.get("number", "").strip() or fields.get("card", ""))
        if result.status in (hosted.COMPLETE, hosted.CHALLENGE):
            return Page(303, location=result.url)
        if result.status == hosted.CLOSED:
            return Page(303, location=f"/checkout/{session_id}")
        return _checkout_form(sim, session, language, fields, result.code)
    intent = sim.store.get(session["payment_intent"] or "")
    error = (intent or {}).get("last_payment_error") or {}  # of somebody who comes back from the bank's question
    return _checkout_form(sim, session, language, fields, error.get("decline_code") or error.get("code") or "")


def _checkout_form(sim: Simulator, session: Obj, language: str, fields: Mapping[str, str], code: str) -> Page:
    t = texts(language)
    amount = show(from_processor(session["amount_total"], session["currency"]))
    wrong = code == hosted.INCORRECT
    problem = t["wrong_number"] if wrong else t.get(code, t["declined"]) if code else ""
    offered = [{"number": number, "says": t[says], "shown": t["ending"].format(last4=number[-4:])} for number, says in _OFFERED]
    return _render(
        "checkout", language, status=422 if code and fields else 200, wide=True, title=t["pay_title"],
        what=session["_title"], amount=amount,
        reference=session["client_reference_id"] or session["id"], email=session["customer_email"], problem=problem,
        wrong_number=wrong, promise=(session["custom_text"]["submit"] or {}).get("message", ""),
        minutes=t["minutes"].format(minutes=max(1, (session["expires_at"] - sim.now()) // 60)),
        pay=t["pay" if session["submit_type"] == "pay" else "book"].format(amount=amount),
        cards=offered, chosen=fields.get("card") or cards.APPROVES, number=fields.get("number", "") if wrong else "",
        back=session["cancel_url"], leads_to=(session["success_url"], session["cancel_url"]),
    )  # fmt: skip


def _challenge(sim: Simulator, intent_id: str, fields: Mapping[str, str], accepted: str) -> Page:
    intent = sim.store.get(intent_id, "payment_intent")
    session = sim.hosted.session(intent["_session"] if intent else "")
    back = Page(303, location=f"/checkout/{session['id']}")
    if not intent or session["status"] != "open" or intent["status"] != "requires_action":
        return back
    if fields.get("answer") in ("complete", "fail"):
        result = sim.hosted.authenticate(session["id"], ok=fields["answer"] == "complete")
        return Page(303, location=result.url) if result.status == hosted.COMPLETE else back
    language = language_of(session["locale"], accepted)
    t, method = texts(language), sim.store.get(intent["payment_method"]) or {}
    amount = show(from_processor(intent["amount"], intent["currency"]))
    question = t["challenge"].format(amount=amount, last4=method["card"]["last4"])
    return _render("challenge", language, title=t["challenge_title"], question=question, leads_to=(session["success_url"],))


def _onboarding(sim: Simulator, link: Obj, fields: Mapping[str, str], language: str) -> Page:
    if link["used"] or link["expires_at"] <= sim.now():
        return Page(303, location=link["refresh_url"])
    t, account = texts(language), sim.store.get(link["account"]) or {}
    chosen = fields.get("state", "")
    names = ("ready", "pending", "incomplete", "restricted")
    if chosen in names:
        if chosen != "incomplete":
            sim.accounts.become(account["id"], chosen)
        sim.store.save({**link, "used": True})
        return Page(303, location=link["return_url"])
    states = [{"name": name, "says": t[f"state_{name}"], "why": t[f"state_{name}_why"]} for name in names]
    return _render(
        "onboarding", language, status=422 if chosen else 200, title=t["onboarding_title"], email=account["email"],
        states=states,
        reference=account["metadata"].get("reference", account["id"]), chosen="ready",
        problem=t["choose_state"] if chosen else "",
        leads_to=(link["return_url"], link["refresh_url"]),
    )  # fmt: skip


def _dashboard(sim: Simulator, link: Obj, language: str) -> Page:
    if link["expires_at"] <= sim.now():
        return message(language, "gone", status=410)
    account = sim.store.get(link["account"]) or {}
    currency, t = account["default_currency"], texts(language)
    rows = [
        {"date": moment(row["created"]).date().isoformat(), "reference": row["transfer_group"] or row["id"],
         "amount": show(from_processor(row["amount"] - row["amount_reversed"], row["currency"]))}
        for row in reversed(sim.store.all("transfer", destination=account["id"]))
    ][:50]  # fmt: skip
    return _render(
        "dashboard", language, title=t["dashboard_title"], reference=account["metadata"].get("reference", account["id"]),
        rows=rows,
        state=t.get(f"state_{account['_state']}", account["_state"]),
        available=show(from_processor(totals(sim, account["id"], currency)[0], currency)),
    )  # fmt: skip
