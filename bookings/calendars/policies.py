"""Everybody sees that they have an address. Whose a secret is, only a verb can ask."""

from casaora.kit.policies import Table, person, staff

POLICIES = {
    "bookings.CalendarFeed": Table(sees=(person("person"), staff("support")), verb="SELECT, INSERT, UPDATE, DELETE"),
}
