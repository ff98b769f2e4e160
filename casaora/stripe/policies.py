"""Who sees the inbox: people of operations, because events carry names and amounts."""

from casaora.kit.policies import Table, staff

POLICIES = {"stripe.Event": Table(sees=(staff("operations"),))}
