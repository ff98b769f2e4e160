"""What is offered and at what price is public, and only verbs change it."""

from casaora.kit.policies import Table, public

POLICIES = {
    "bookings.Service": Table(sees=(public(),), why="the taxonomy is there to be read"),
    # Withdrawn ones too: an old booking names its offering, and a hidden row would hide the booking in a join.
    "bookings.Offering": Table(sees=(public(),), reader=True, why="prices are public before sign-up; pages show live ones"),
    "bookings.Extra": Table(sees=(public(),), why="prices are public before sign-up; pages show live ones"),
    "bookings.PricingPolicy": Table(sees=(public(),), verb="SELECT, INSERT", service="SELECT, INSERT", why="the fee is public; history is kept"),
}
