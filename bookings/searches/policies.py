"""What a household looks for is its own affair; support may see it, to help."""

from casaora.kit.policies import Table, person, staff

POLICIES = {
    "bookings.SavedSearch": Table(sees=(person("customer"), staff("support")), verb="SELECT, INSERT, UPDATE, DELETE"),
}
