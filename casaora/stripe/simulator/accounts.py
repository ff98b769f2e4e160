"""Connected accounts (Express): made by us, completed by their owners, restricted or disconnected by circumstance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

LINK_LIFE = 5 * 60
WANTED = ["external_account", "individual.dob.day", "individual.first_name", "individual.id_number", "tos_acceptance.date"]
CURRENCIES = {"CO": "cop", "PY": "pyg", "UY": "uyu", "AR": "ars", "US": "usd"}
#: State → transfers, payouts_enabled, details_submitted, what is due, why it is disabled.
STATES: dict[str, tuple[str, bool, bool, list[str], str | None]] = {
    "incomplete": ("inactive", False, False, WANTED, "requirements.past_due"),
    "pending": ("pending", False, True, [], "requirements.pending_verification"),
    "ready": ("active", True, True, [], None),
    "restricted": ("inactive", False, True, ["individual.verification.document"], "requirements.past_due"),
    "deauthorized": ("inactive", False, True, [], "rejected.other"),
}


def _requirements(due: list[str], reason: str | None) -> Obj:
    return {"alternatives": [], "current_deadline": None, "currently_due": due, "disabled_reason": reason, "errors": [],
            "eventually_due": due, "past_due": due if reason == "requirements.past_due" else [],
            "pending_verification": []}  # fmt: skip


def reachable(sim: Simulator, identifier: str) -> Obj:
    """An account that has not disconnected itself; otherwise the 403 that says no more than that."""
    account = sim.store.get(identifier, "account")
    if account is None or account["_state"] == "deauthorized":
        text = (f"The provided key does not have access to account '{identifier}' (or that account does not exist). "
                "Application access may have been revoked.")  # fmt: skip
        raise invalid(text, "account_invalid", status=403)
    return account


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A new Express account; nothing can be sent to it yet."""
    country = params.get("country", "CO")
    wanted = [name for name, choice in (params.get("capabilities") or {}).items() if choice.get("requested")]
    account: Obj = {
        "id": sim.store.new_id("acct").replace("_", "_1", 1), "object": "account",
        "business_profile": {"mcc": None, "name": None},
        "business_type": params.get("business_type"), "capabilities": dict.fromkeys(wanted, "inactive"),
        "charges_enabled": False,
        "controller": {"is_controller": True, "type": "application"}, "country": country, "created": sim.now(),
        "default_currency": CURRENCIES.get(country, "usd"), "details_submitted": False, "email": params.get("email"),
        "external_accounts": {"object": "list", "data": [], "has_more": False, "url": "/v1/accounts/external_accounts"},
        "metadata": params.get("metadata") or {}, "payouts_enabled": False,
        "requirements": _requirements(WANTED, "requirements.past_due"),
        "settings": {"payouts": {"debit_negative_balances": False}},
        "tos_acceptance": {"date": None}, "type": params.get("type", "none"), "_state": "incomplete",
    }  # fmt: skip
    return sim.store.insert(account)


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """An account."""
    return reachable(sim, ids[0])


def _page(sim: Simulator, kind: str, account: Obj, **more: Any) -> str:
    """Keep what a hosted page needs and return its address, which cannot be guessed."""
    token = sim.store.draw(f"{kind} page")[:40]
    sim.store.insert({"id": token, "object": f"_{kind}", "account": account["id"], "expires_at": sim.now() + LINK_LIFE, **more})
    return f"{sim.base_url}/{kind}/{token}"


def create_link(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A hosted onboarding page that works once, for five minutes."""
    account = reachable(sim, params["account"])
    for name in ("return_url", "refresh_url"):
        if not params.get(name):
            raise invalid(f"Missing required param: {name}.", "parameter_missing", name)
    url = _page(sim, "onboarding", account, return_url=params["return_url"], refresh_url=params["refresh_url"], used=False)
    return {"object": "account_link", "created": sim.now(), "expires_at": sim.now() + LINK_LIFE, "url": url}


def create_login(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """The owner's own page; there is none before onboarding is done."""
    account = reachable(sim, ids[0])
    if not account["details_submitted"]:
        raise invalid("Cannot create a login link for an account that has not completed onboarding.")
    return {"object": "login_link", "created": sim.now(), "url": _page(sim, "dashboard", account)}


class Accounts:
    """What owners and the processor do to accounts."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def become(self, account_id: str, state: str) -> Obj:
        """Put an account into one of STATES, with the events that this brings."""
        transfers, payouts, submitted, due, reason = STATES[state]
        with self.sim.store.transaction():
            account = need(self.sim, account_id, "account")
            before = {"payouts_enabled": account["payouts_enabled"], "details_submitted": account["details_submitted"]}
            account.update(_state=state, payouts_enabled=payouts, details_submitted=submitted, requirements=_requirements(list(due), reason))
            if payouts and not account["external_accounts"]["data"]:
                account["external_accounts"]["data"] = [self._bank(account)]
            account["capabilities"] = dict.fromkeys(account["capabilities"], transfers)
            self.sim.store.save(account)
            if state == "pending":
                checked_at = self.sim.now() + self.sim.options["review_seconds"]
                self.sim.store.rows("INSERT INTO timers (due, kind, target) VALUES (?, 'review', ?)", checked_at, account_id)
            if state == "deauthorized":
                application = {"id": "ca_casaora", "object": "application", "name": "Casaora"}
                self.sim.deliveries.emit("account.application.deauthorized", application, account_id)
            else:
                self.sim.deliveries.emit("account.updated", account, account_id, previous=before)
        return account

    def change_bank(self, account_id: str) -> Obj:
        """Her payouts go to another bank account from now on."""
        with self.sim.store.transaction():
            account = need(self.sim, account_id, "account")
            bank = self._bank(account)
            account["external_accounts"]["data"] = [bank]
            self.sim.store.save(account)
            self.sim.deliveries.emit("account.external_account.created", bank, account_id)
        return account

    def _bank(self, account: Obj) -> Obj:
        return {
            "id": self.sim.store.new_id("ba"), "object": "bank_account", "account": account["id"], "account_holder_name": None,
            "bank_name": "BANCO DE PRUEBAS", "country": account["country"], "currency": account["default_currency"],
            "default_for_currency": True,
            "fingerprint": self.sim.store.draw("bank")[:16], "last4": "6789", "metadata": {}, "routing_number": None, "status": "new",
        }  # fmt: skip


def end_review(sim: Simulator, identifier: str) -> None:
    """An account that is still being checked is found to be in order."""
    account = sim.store.get(identifier)
    if account and account["_state"] == "pending":
        sim.accounts.become(identifier, "ready")


OPERATIONS = {
    "POST /v1/accounts": create,
    "GET /v1/accounts/{account}": read,
    "POST /v1/account_links": create_link,
    "POST /v1/accounts/{account}/login_links": create_login,
}
