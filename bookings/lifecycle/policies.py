"""A booking is seen by its two parties: by the professional only once the hold is in place and she was told."""

from casaora.kit.policies import ME, Table, column, person, staff, through

POLICIES = {
    "bookings.Booking": Table(
        sees=(
            person("customer"),
            lambda model: f"({column(model, 'professional')} = {ME} AND {column(model, 'authorized_at')} IS NOT NULL)",
            staff("support", "finance", "operations"),
        ),
        reader=True,
    ),
    "bookings.Proposal": Table(sees=(through("booking"),)),
    "bookings.StepTaken": Table(sees=(through("booking"),), verb="SELECT, INSERT", service="SELECT, INSERT"),
}
