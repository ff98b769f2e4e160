"""Checks of approved professionals are public facts; the steps are between the professional and staff."""

from casaora.kit.policies import Table, person, public, staff

POLICIES = {
    "accounts.VettingStep": Table(
        sees=(person("professional"), staff("support", "operations")), verb="SELECT, INSERT", service="SELECT, INSERT"
    ),
    "accounts.Check": Table(
        sees=(
            public("professional_id IN (SELECT user_id FROM accounts_professional WHERE vetting_state = 'approved')"),
            person("professional"),
            staff("support", "operations"),
        ),
        verb="SELECT, INSERT",
        service="SELECT, INSERT",
        why="a profile says what was checked, when, and until when it counts",
    ),
}
