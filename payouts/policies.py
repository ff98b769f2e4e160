"""Index of the app's row-level-security declarations."""

from payouts.ledger.policies import POLICIES as LEDGER

POLICIES = {**LEDGER}
