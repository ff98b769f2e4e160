"""Index of the app's row-level-security declarations."""

from payouts.earnings.policies import POLICIES as EARNINGS
from payouts.ledger.policies import POLICIES as LEDGER

POLICIES = {**LEDGER, **EARNINGS}
