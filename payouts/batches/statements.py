"""Statements and the overview: every amount moved or owed is a sum of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from accounts.professionals.models import Professional
from casaora.kit.money import Money, total
from payouts.batches import cutoffs, limits, plans, process
from payouts.batches.models import Payout, PayoutLine
from payouts.connect.queries import account_of
from payouts.earnings import clearing
from payouts.earnings import process as earning
from payouts.earnings.models import Earning
from payouts.earnings.queries import held_among
from payouts.ledger.models import Account, Entry, Posting
from payouts.ledger.queries import balances_of, opened, transferred_to


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what earned it, how much, when the visit ended, and the entry that released it."""

    reference: str
    kind: str
    amount: Money
    ended_at: datetime | None
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One payout with its lines. ``gross`` is their sum; ``entry_id`` the ledger entry that moved them."""

    payout: Payout
    lines: tuple[Line, ...]
    gross: Money
    netted: Money
    net: Money
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """The payouts of a calendar month, in the market's zone, and their sum."""

    first_day: datetime
    statements: tuple[Statement, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a professional's money is. ``expected`` is what the next payout would be if nothing else happened."""

    pending: Money
    clearing: Money
    payable: Money
    in_payout: Money
    paid: Money
    owed: Money
    next_payout_at: datetime
    expected: Money
    carried_why: str


def statement(payout: Payout) -> Statement:
    """The statement of one payout: its lines sum to ``gross``, and ``gross - netted = net``. Three queries."""
    return _statements([payout])[0]


def _statements(payouts: list[Payout]) -> list[Statement]:
    rows = PayoutLine.objects.filter(payout__in=payouts).select_related("earning").order_by("earning__reference")
    lines: dict[int, list[Line]] = {p.pk: [] for p in payouts}
    references = {row.earning.reference for row in rows} | {p.reference for p in payouts}
    entries = _entries(references)
    for row in rows:
        amount = Money(row.amount_minor, row.earning.currency)
        made = Line(
            row.earning.reference, row.earning.kind, amount, row.earning.ended_at, entries.get(("release", row.earning.reference))
        )
        lines[row.payout_id].append(made)
    return [
        Statement(
            payout=p, lines=tuple(lines[p.pk]), gross=total((line.amount for line in lines[p.pk]), p.currency), netted=p.netted,
            net=p.net, entry_id=entries.get(("batch", p.reference)) or entries.get(("netting", p.reference)),
        )
        for p in payouts
    ]  # fmt: skip


def _entries(references: set[str]) -> dict[tuple[str, str], int]:
    """Numbers of the entries that statements name; as a verb's reading, because a professional does not see the books."""
    with opened():
        found = Entry.objects.filter(kind__in=["release", "batch", "netting"], reference__in=references)
        return {(kind, reference): pk for kind, reference, pk in found.values_list("kind", "reference", "pk")}


def month(professional: Professional, year: int, number: int) -> Month:
    """What was paid to her in a calendar month of her market's zone."""
    market = professional.city.market
    first = datetime(year, number, 1, tzinfo=market.zone)
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=market.zone)
    paid = Payout.objects.filter(professional=professional, state=process.PAID, paid_at__gte=first, paid_at__lt=after)
    made = _statements(list(paid.order_by("paid_at", "pk")))
    return Month(first, tuple(made), total((s.net for s in made), market.currency))


def overview(professional: Professional, at: datetime) -> Overview:
    """The professional's money as the ledger has it, and her next payout."""
    market = professional.city.market
    currency = market.currency
    waiting = Earning.objects.filter(professional=professional, currency=currency, state=earning.EXPECTED)
    subjects = list(waiting.values_list("reference", flat=True))
    with opened():
        books = balances_of(professional.pk, currency=currency)
        pending = _held_for(professional.pk, currency, subjects)
        paid = transferred_to(professional.pk, currency=currency)
    next_at = cutoffs.following(at, market.zone)
    expected, why = _next(professional, next_at, at, books[Account.OWED_BY])
    return Overview(
        pending=pending, clearing=-books[Account.HELD_FOR_PROFESSIONALS] - pending, payable=-books[Account.PAYABLE_TO],
        in_payout=-books[Account.IN_TRANSIT], paid=paid, owed=books[Account.OWED_BY],
        next_payout_at=next_at, expected=expected, carried_why=why,
    )  # fmt: skip


def _held_for(person_id: int, currency: str, subjects: list[str]) -> Money:
    held = Posting.objects.filter(account=Account.HELD_FOR_PROFESSIONALS, person_id=person_id, currency=currency)
    minor = held.filter(entry__subject__in=subjects).aggregate(sum=Sum("amount_minor"))["sum"] if subjects else 0
    return Money(-int(minor or 0), currency)


def _next(professional: Professional, next_at: datetime, at: datetime, owed: Money) -> tuple[Money, str]:
    """What the next batch would send her, by the plan's own reckoning, and why nothing if nothing."""
    market = professional.city.market
    mine = Earning.objects.filter(
        professional=professional, currency=market.currency, state__in=[earning.PAYABLE, earning.CLEARING]
    )
    rows = [e for e in mine if e.state == earning.PAYABLE or _clears_by(e, next_at)]
    held = held_among([e.pk for e in rows], next_at)
    account = account_of(professional.pk)
    obstacle = account.why_not(next_at) if account else "no_account"
    plan = plans.plan(
        batch_id="next", market_code=market.code, currency=market.currency, cut_off_at=next_at,
        payables=[plans.Payable(e.pk, e.reference, professional.pk, e.amount_minor) for e in rows if e.pk not in held],
        owed={professional.pk: max(owed.minor, 0)}, obstacles={professional.pk: obstacle} if obstacle else {},
        terms=plans.Terms(market.minimum_payout_minor, limits.NETTING_CAP_BASIS_POINTS),
    )  # fmt: skip
    return Money(plan.total_minor, market.currency), plan.carried[0].why if plan.carried else ""


def _clears_by(row: Earning, moment: datetime) -> bool:
    """Whether the clock will have released it by then: it runs every quarter of an hour."""
    return row.clears_at is not None and row.clears_at + clearing.RELEASE_AFTER + timedelta(minutes=15) <= moment


__all__ = ["Line", "Month", "Overview", "Statement", "month", "overview", "statement"]
