"""Index of the app's row-level-security declarations."""

from payouts.batches.policies import POLICIES as BATCHES
from payouts.connect.policies import POLICIES as CONNECT
from payouts.earnings.policies import POLICIES as EARNINGS
from payouts.ledger.policies import POLICIES as LEDGER
from payouts.reconciliation.policies import POLICIES as RECONCILIATION

POLICIES = {**LEDGER, **EARNINGS, **CONNECT, **BATCHES, **RECONCILIATION}
