"""Finance reads all of it; verbs write. What two sides have in common is never taken back."""

from casaora.kit.policies import Table, staff

_FINANCE = Table(sees=(staff("finance"),), service="SELECT, INSERT, UPDATE")
POLICIES = {
    "payouts.Reconciliation": _FINANCE,
    "payouts.Match": Table(sees=(staff("finance"),), verb="SELECT, INSERT", service="SELECT, INSERT"),
    "payouts.Break": _FINANCE,
    "payouts.Proposal": _FINANCE,
}
