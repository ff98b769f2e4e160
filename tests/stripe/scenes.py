"""Payments and payout accounts at the processor, made the way the product makes them."""

from __future__ import annotations

from datetime import timedelta

from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import gateway
from casaora.stripe.answers import CheckoutSession, Hold, PayoutAccount, Transfer
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.cards import APPROVES

PRICE = Money(18_500_000, "COP")


def page(name: str = "1", amount: Money = PRICE, **more: object) -> CheckoutSession:
    """An open payment page; ``name`` makes its key and reference."""
    wanted: dict[str, object] = {
        "key": f"page-{name}", "reference": f"PY-{name}", "amount": amount, "title": "Regular cleaning, 5 h", "email": "sofia@example.org",
        "success_url": "https://casaora.example/paid?s={CHECKOUT_SESSION_ID}", "cancel_url": "https://casaora.example/back",
        "expires_at": clock.now() + timedelta(minutes=35), "locale": "es",
    }  # fmt: skip
    return gateway.open_checkout(**{**wanted, **more})  # type: ignore[arg-type]


def held(sim: Simulator, name: str = "1", amount: Money = PRICE, card: str = APPROVES, **more: object) -> Hold:
    """Money set aside."""
    result = sim.hosted.pay(page(name, amount, **more).id, card, authenticate=True)
    return gateway.read_hold(result.intent_id)


def captured(sim: Simulator, name: str = "1", amount: Money = PRICE, card: str = APPROVES) -> Hold:
    """Money taken."""
    hold = held(sim, name, amount, card)
    return gateway.capture(hold.id, amount=amount, key=f"capture-{name}")


def account(sim: Simulator, name: str = "1", state: str = "ready") -> PayoutAccount:
    """A payout account in a state."""
    made = gateway.create_payout_account(key=f"account-{name}", reference=f"professional-{name}", email="ana@example.org", country="CO")
    sim.accounts.become(made.id, state)
    return made


def sent(account_id: str, name: str = "1", amount: Money = PRICE) -> Transfer:
    """Money sent to a payout account."""
    return gateway.send_transfer(key=f"transfer-{name}", account_id=account_id, amount=amount, reference=f"PO-{name}", description="Payout")


def later(**passed: float) -> None:
    """Time passes."""
    clock.move(timedelta(**passed))
