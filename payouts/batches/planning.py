"""From a pure plan to rows: the plan is reckoned from what is locked, and written in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.places.models import Market
from accounts.users.models import User
from casaora.kit import references
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.batches import cutoffs, limits, plans, process
from payouts.batches.models import Batch, Payout, PayoutLine, PayoutStep
from payouts.batches.steps import batch_step
from payouts.connect.models import PayoutAccount
from payouts.connect.queries import obstacles
from payouts.earnings import queries as earnings
from payouts.earnings.models import Earning
from payouts.earnings.process import PAYABLE
from payouts.earnings.steps import step as earning_step
from payouts.ledger import recipes
from payouts.ledger.actions import post
from payouts.ledger.queries import owed_by


def markets() -> QuerySet[Market]:
    """Whose cut-offs are planned: open ones, and those that were closed while people had earned there."""
    owes = Earning.objects.filter(market=OuterRef("pk"), state=PAYABLE)
    pays = Batch.objects.filter(market=OuterRef("pk")).exclude(state__in=process.BATCH.final)  # unapproved, it is canceled by the next one
    return Market.objects.filter(Q(is_open=True) | Exists(owes) | Exists(pays)).order_by("code")


def reckon(
    market: Market, cut_off_at: datetime, at: datetime, *, number: int = 0, only: Sequence[int] | None = None
) -> plans.Plan:
    """The plan of a market's cut-off as the rows are now; with ``only``, of these earnings. Writes nothing."""
    rows = earnings.payable(market_code=market.code, currency=market.currency, cut_off_at=cut_off_at, at=at)
    if only is not None:
        rows = rows.filter(pk__in=only)
    payables = [plans.Payable(*row) for row in rows.values_list("pk", "reference", "professional_id", "amount_minor")]
    people = {p.professional_id for p in payables}
    leaving = User.objects.filter(pk__in=people, is_active=False).values_list("pk", flat=True)
    return plans.plan(
        batch_id=cutoffs.batch_id(market.code, cut_off_at, market.zone, number), market_code=market.code, currency=market.currency,
        cut_off_at=cut_off_at, payables=payables, owed=owed_by(people, currency=market.currency), obstacles=obstacles(people, at),
        terms=plans.Terms(market.minimum_payout_minor, limits.NETTING_CAP_BASIS_POINTS, frozenset(leaving)),
    )  # fmt: skip


def lock_payable(market: Market, cut_off_at: datetime, at: datetime) -> list[int]:
    """Lock what can be paid. The plan is reckoned *after* this, in a new statement, which sees every report that came before."""
    rows = earnings.payable(market_code=market.code, currency=market.currency, cut_off_at=cut_off_at, at=at)
    return list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def write(plan: plans.Plan, market: Market, *, number: int, by: By, at: datetime) -> Batch:
    """The batch, its payouts and lines, one entry for each payout, and every earning's step."""
    batch = Batch(
        batch_id=plan.batch_id, market=market, currency=plan.currency, cut_off_at=plan.cut_off_at, number=number, state="",
        plan_hash=plan.hash(), total_minor=plan.total_minor, payouts_count=len(plan.payouts), planned_at=at,
        approvals_needed=limits.approvals_needed(plan.currency, (p.net_minor for p in plan.payouts), is_open=market.is_open),
    )  # fmt: skip
    batch_step(batch, "plan", by=by, at=at)
    rows = {row.pk: row for row in Earning.objects.filter(pk__in=[line.earning_id for p in plan.payouts for line in p.lines])}
    accounts = PayoutAccount.objects.in_bulk([p.professional_id for p in plan.payouts])
    sent: list[Earning] = []
    settled: list[Earning] = []
    for planned in plan.payouts:
        account = accounts.get(planned.professional_id)
        _payout(batch, planned, account.processor_id if account else "", by, at)
        (sent if planned.net_minor else settled).extend(rows[line.earning_id] for line in planned.lines)
    for group in (sent, settled):
        earning_step(group, "take", by=by, at=at, why=batch.batch_id)
    earning_step(settled, "pay", by=by, at=at, why=batch.batch_id, paid_at=at)
    return batch


def _payout(batch: Batch, planned: plans.Planned, account_id: str | None, by: By, at: datetime) -> None:
    is_sent = planned.net_minor > 0
    payout = Payout.objects.create(
        reference=references.new("PO"), batch=batch, professional_id=planned.professional_id, account_id=account_id or "",
        currency=batch.currency, gross_minor=planned.gross_minor, netted_minor=planned.netted_minor, net_minor=planned.net_minor,
        state=process.PLANNED if is_sent else process.PAID, planned_at=at, paid_at=None if is_sent else at,
    )  # fmt: skip
    PayoutLine.objects.bulk_create(
        PayoutLine(payout=payout, earning_id=line.earning_id, amount_minor=line.amount_minor) for line in planned.lines
    )
    PayoutStep.objects.create(
        payout=payout, step="plan" if is_sent else "net", to_state=payout.state, by_role=by.role, by_person_id=by.person_id, at=at
    )
    amounts = [Money(line.amount_minor, batch.currency) for line in planned.lines]
    legs = (
        recipes.batch(professional_id=planned.professional_id, lines=amounts, netted=payout.netted)
        if is_sent
        else recipes.netting(professional_id=planned.professional_id, lines=amounts)
    )
    post(
        kind="batch" if is_sent else "netting",
        reference=payout.reference,
        subject=payout.reference,
        at=at,
        postings=legs,
        memo=batch.batch_id,
    )
