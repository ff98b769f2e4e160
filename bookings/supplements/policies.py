"""The parties of a booking see its extra time; of a tip she learns when it is hers, and never which one was left unpaid."""

from bookings.supplements.process import PAID, REFUNDED
from casaora.kit.policies import ME, Table, staff, through

_BOOKING = through("booking")


def _theirs(model: object) -> str:
    """Of the customer all, of the professional what was agreed with her or paid to her."""
    mine = f'EXISTS (SELECT 1 FROM "bookings_booking" b WHERE b.id = "bookings_supplement".booking_id AND b.customer_id = {ME})'  # nosec B608
    hers = f"kind = 'extra_time' OR state IN ('{PAID}', '{REFUNDED}')"
    return f"({_BOOKING(model)} AND ({mine} OR {hers}))"


POLICIES = {
    "bookings.Supplement": Table(sees=(_theirs, staff("support", "finance", "operations"))),
    "bookings.SupplementStep": Table(sees=(through("supplement"),), verb="SELECT, INSERT", service="SELECT, INSERT"),
}
