"""A customer sees their own payments; the professional learns what concerns her from the booking.

A dispute is for finance: reasons and statuses are the bank's words about a customer. The pages of both parties say what follows from it.
"""

from casaora.kit.policies import Table, person, staff, through

POLICIES = {
    "bookings.Payment": Table(sees=(person("customer"), staff("finance", "support", "operations"))),
    "bookings.Attempt": Table(sees=(staff("finance", "operations"),)),
    "bookings.Refund": Table(sees=(through("payment"),)),
    "bookings.Dispute": Table(sees=(staff("finance"),)),
    "bookings.OwedRefund": Table(sees=(through("payment"),)),
}
