"""Profiles of approved professionals are public; everybody else's only their own and staff's."""

from casaora.kit.policies import Table, person, public, staff

POLICIES = {
    "accounts.Professional": Table(
        sees=(public("vetting_state IN ('approved', 'suspended')"), person("user"), staff("support", "operations", "finance")),
        reader=True,
        why="a profile is there to be read; a suspended person's name stays on old bookings",
    ),
}
