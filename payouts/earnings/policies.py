"""A professional reads her own earnings and what holds them; finance reads all."""

from casaora.kit.policies import Table, person, staff, through

_STAFF = staff("finance", "support")
POLICIES = {
    "payouts.Earning": Table(sees=(person("professional"), _STAFF)),
    "payouts.EarningHold": Table(sees=(through("earning"),)),
    "payouts.EarningStep": Table(sees=(staff("finance"),), verb="SELECT, INSERT", service="SELECT, INSERT"),
}
