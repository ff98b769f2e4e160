"""The row that every change of state leaves."""

from __future__ import annotations

from typing import Any

from django.db import models

from casaora.kit.steps import By


class Taken(models.Model):
    """A change of state is a row: which step, from, to, by whom, when and why."""

    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=24, blank=True, default="")
    to_state = models.CharField(max_length=24)
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.from_state} → {self.to_state}"


def is_done_already(row: Any, step: str, by: By) -> bool:
    """Whether the last of ``row.steps`` was this one by this very person: then again is nothing."""
    last = row.steps.order_by("-pk").first()
    return last is not None and (last.step, last.by_role, last.by_person_id) == (step, by.role, by.person_id)
