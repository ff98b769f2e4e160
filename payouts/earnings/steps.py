"""Taking a step of the table: the state and its row together. The caller has locked the rows, ascending by primary key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from casaora.kit.steps import By
from payouts.earnings import process
from payouts.earnings.models import Earning, EarningStep


class NotNow(Exception):
    """The step may not be taken from the state that an earning is in."""

    def __init__(self, step: str, earning: Earning) -> None:
        super().__init__(f"{earning.reference} is {earning.state}: {step} is not possible")


class NotTheirs(Exception):
    """The step is not for this role."""


def locked(**which: Any) -> Earning:
    """The earning, held until the transaction ends; Earning.DoesNotExist when there is none."""
    return Earning.objects.select_for_update(no_key=True).get(**which)


def all_locked(pks: Iterable[int]) -> list[Earning]:
    """Several, in the one order in which everybody locks them."""
    return list(Earning.objects.select_for_update(no_key=True).filter(pk__in=list(pks)).order_by("pk"))


def step(earnings: Sequence[Earning], name: str, *, by: By, at: datetime, why: str = "", **changes: Any) -> None:
    """Take a step with every one of these rows and write ``changes`` with it. Raises NotNow, NotTheirs."""
    row = process.PROCESS[name]
    if by.role not in row.by:
        raise NotTheirs(f"{name} is not for {by}")
    taken = []
    for earning in earnings:
        if earning.state not in row.sources:
            raise NotNow(name, earning)
        before, earning.state = earning.state, row.target or earning.state
        for field, value in changes.items():
            setattr(earning, field, value)
        taken.append(
            EarningStep(
                earning=earning,
                step=name,
                from_state=before,
                to_state=earning.state,
                by_role=by.role,
                by_person_id=by.person_id,
                at=at,
                why=why[:300],
                amount_minor=earning.amount_minor,
            )
        )
    kept = {"state": row.target} if row.target else {}
    Earning.objects.filter(pk__in=[e.pk for e in earnings]).update(**kept, **changes)
    EarningStep.objects.bulk_create(taken)
