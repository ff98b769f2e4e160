"""Statements and the overview: every amount moved or owed is a sum of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.professionals.models import Professional
from casaora.kit.money import Money, total
from payouts.batches import cutoffs, limits, plans, process
from payouts.batches.models import Payout, PayoutLine
from payouts.connect.models import PayoutAccount
from payouts.connect.queries import account_of
from payouts.earnings import clearing
from payouts.earnings import process as earning
from payouts.earnings.models import Earning
from payouts.earnings.queries import of_professional
from payouts.earnings.splits import PART
from payouts.ledger.models import Account, Entry, Posting
from payouts.ledger.queries import opened, purse


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what earned it, how much, when the visit ended, and the entry that released it."""

    reference: str
    kind: str
    amount: Money
    ended_at: datetime | None
    entry_id: int | None

    @property
    def kind_words(self) -> str:
        """What it was for, in the reader's language."""
        return next((str(label) for kind, label in Earning.KINDS if kind == self.kind), self.kind)


@dataclass(frozen=True, slots=True)
class Statement:
    """One payout with its lines. ``gross`` is their sum; ``entry_id`` the ledger entry that moved them."""

    payout: Payout
    lines: tuple[Line, ...]
    gross: Money
    netted: Money
    net: Money
    entry_id: int | None

    @property
    def minus_netted(self) -> Money:
        """What settled a debt, as a line below the sum."""
        return -self.netted


@dataclass(frozen=True, slots=True)
class Month:
    """The payouts of a calendar month, in the market's zone, and their sum."""

    first_day: datetime
    statements: tuple[Statement, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a professional's money is. ``expected`` is what the next payout would be if nothing else happened, ``next_ids`` its earnings.

    ``earnings`` are those that are not paid, newest first, with what holds them; ``account`` is where payouts go, if she has one.
    """

    pending: Money
    clearing: Money
    payable: Money
    in_payout: Money
    paid: Money
    owed: Money
    next_payout_at: datetime
    expected: Money
    carried_why: str
    next_ids: frozenset[int]
    earnings: tuple[Earning, ...]
    account: PayoutAccount | None


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


def year(professional: Professional, number: int) -> tuple[Statement, ...]:
    """The statements of everything paid to her in a calendar year of her market's zone, oldest first."""
    zone = professional.city.market.zone
    first, after = datetime(number, 1, 1, tzinfo=zone), datetime(number + 1, 1, 1, tzinfo=zone)
    paid = Payout.objects.filter(professional=professional, state=process.PAID, paid_at__gte=first, paid_at__lt=after)
    return tuple(_statements(list(paid.order_by("paid_at", "pk"))))


def overview(professional: Professional, at: datetime) -> Overview:
    """The professional's money as the ledger has it, and her next payout. Four queries."""
    market = professional.city.market
    rows = tuple(of_professional(professional.pk).exclude(state__in=[earning.PAID, earning.REVERSED]))
    account = account_of(professional.pk)
    with opened():
        books = purse(
            professional.pk, currency=market.currency, subjects=[e.reference for e in rows if e.state == earning.EXPECTED]
        )
    next_at = cutoffs.following(at, market.zone)
    expected, why, taken = _next(professional, rows, account, next_at, books.owed)
    return Overview(
        pending=books.held_for_subjects, clearing=books.held - books.held_for_subjects, payable=books.payable, in_payout=books.in_transit,
        paid=books.transferred, owed=books.owed, next_payout_at=next_at, expected=expected, carried_why=why, next_ids=taken, earnings=rows, account=account,
    )  # fmt: skip


def _next(
    professional: Professional, rows: tuple[Earning, ...], account: PayoutAccount | None, next_at: datetime, owed: Money
) -> tuple[Money, str, frozenset[int]]:
    """What the next batch would send her, by the plan's own reckoning, why nothing if nothing, and the earnings it would take."""
    market = professional.city.market
    ready = [e for e in rows if e.currency == market.currency and (e.state == earning.PAYABLE or _clears_by(e, next_at))]
    free = [e for e in ready if not any(hold.is_open(next_at) for hold in e.holds.all())]
    obstacle = account.why_not(next_at) if account else "no_account"
    plan = plans.plan(
        batch_id="next", market_code=market.code, currency=market.currency, cut_off_at=next_at,
        payables=[plans.Payable(e.pk, e.reference, professional.pk, e.amount_minor) for e in free],
        owed={professional.pk: max(owed.minor, 0)}, obstacles={professional.pk: obstacle} if obstacle else {},
        terms=plans.Terms(market.minimum_payout_minor, limits.NETTING_CAP_BASIS_POINTS),
    )  # fmt: skip
    why = plan.carried[0].why if plan.carried else ""
    return Money(plan.total_minor, market.currency), why, frozenset() if why else frozenset(e.pk for e in free)


def _clears_by(row: Earning, moment: datetime) -> bool:
    """Whether the clock will have released it by then: it runs every quarter of an hour."""
    return (
        row.state == earning.CLEARING
        and row.clears_at is not None
        and row.clears_at + clearing.RELEASE_AFTER + timedelta(minutes=15) <= moment
    )


def cleared_by_week(professional: Professional, at: datetime, weeks: int = 6) -> list[tuple[datetime, Money]]:
    """What became payable to her in each of the last weeks (from Monday, in the market's zone), oldest first."""
    market = professional.city.market
    today = at.astimezone(market.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=n) for n in range(weeks - 1, -1, -1)]
    sums = dict.fromkeys(starts, 0)
    with opened():
        legs = Posting.objects.filter(
            account=Account.PAYABLE_TO,
            person_id=professional.pk,
            currency=market.currency,
            entry__kind="release",
            entry__at__gte=starts[0],
        )
        for moment, minor in legs.values_list("entry__at", "amount_minor"):
            sums[max(start for start in starts if start <= moment)] -= minor
    return [(start, Money(minor, market.currency)) for start, minor in sums.items()]


@dataclass(frozen=True, slots=True)
class Sent:
    """What of a booking's earnings was paid out and has not come back, when the last of it was, and whether a debt was settled with it."""

    amount: Money
    at: datetime | None = None
    is_less_debt: bool = False


def sent_of(subject: str, currency: str, *, and_beside: bool) -> Sent:
    """The payouts that a booking's earning was part of; ``and_beside``: what else was earned by it too, as a present of ours. Verbs only."""
    hers = Q(earning__reference__in=(subject, f"{subject}/{PART}"))
    if and_beside:
        hers |= Q(earning__reference__startswith=f"{subject}/")
    lines = list(PayoutLine.objects.filter(hers, is_live=True, payout__state=process.PAID).values_list("amount_minor", "payout__paid_at", "payout__netted_minor"))
    last = max((at for _minor, at, _netted in lines if at), default=None)
    return Sent(Money(sum(minor for minor, _at, _netted in lines), currency), last, any(netted for _minor, _at, netted in lines))
