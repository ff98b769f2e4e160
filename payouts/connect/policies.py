"""A professional sees her own account's state; finance and support all."""

from casaora.kit.policies import NOBODY_SEES, Table, person, staff

POLICIES = {
    "payouts.PayoutAccount": Table(sees=(person("professional"), staff("finance", "support"))),
    "payouts.OpeningAttempt": NOBODY_SEES,
}
