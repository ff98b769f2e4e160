"""An issue is seen by the two people of its visit, and by support and finance, who decide. Its files too, and nobody else's."""

from __future__ import annotations

from typing import Any

from casaora.kit.policies import Clause, Table, column, person, staff, through

_STAFF = staff("support", "finance")
#: What our team weighs among itself.
INTERNAL = ("propose_ruling", "refuse_ruling")


def _where(condition: str, clause: Clause) -> Clause:
    return lambda model: f"({condition} AND {clause(model)})"


def _steps_for_parties(model: Any) -> str:
    names = ", ".join(f"'{name}'" for name in INTERNAL)
    return f"({column(model, 'step')} NOT IN ({names}) AND {through('issue')(model)})"


POLICIES = {
    "bookings.Issue": Table(sees=(person("customer"), person("professional"), _STAFF)),
    "bookings.Evidence": Table(sees=(through("issue"),), verb="SELECT, INSERT", service="SELECT, INSERT"),
    "bookings.Ruling": Table(sees=(_where("state = 'given'", through("issue")), _STAFF)),
    "bookings.IssueStep": Table(sees=(_steps_for_parties, _STAFF), verb="SELECT, INSERT", service="SELECT, INSERT"),
}
