"""A customer sees their own payments; the professional learns what concerns her from the booking."""

from casaora.kit.policies import Table, person, staff, through

POLICIES = {
    "bookings.Payment": Table(sees=(person("customer"), staff("finance", "support", "operations"))),
    "bookings.Attempt": Table(sees=(staff("finance", "operations"),)),
    "bookings.Refund": Table(sees=(through("payment"),)),
}
