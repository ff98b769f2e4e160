"""A professional sees her payouts and their lines; finance all of it; nobody the attempts."""

from casaora.kit.policies import NOBODY_SEES, Table, person, staff, through

APPEND_ONLY = "SELECT, INSERT"
_FINANCE = Table(sees=(staff("finance", "operations"),))
_STEPS = Table(sees=(staff("finance", "operations"),), verb=APPEND_ONLY, service=APPEND_ONLY)
POLICIES = {
    "payouts.Batch": _FINANCE,
    "payouts.BatchApproval": Table(sees=(staff("finance", "operations"),), verb=APPEND_ONLY, service=APPEND_ONLY),
    "payouts.BatchStep": _STEPS,
    "payouts.Payout": Table(sees=(person("professional"), staff("finance", "support"))),
    "payouts.PayoutLine": Table(sees=(through("payout"),), reader=True),
    "payouts.PayoutStep": _STEPS,
    "payouts.TransferAttempt": NOBODY_SEES,
}
