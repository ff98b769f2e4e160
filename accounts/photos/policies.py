"""Shown photos are public; the others are their professional's, and staff's who look at them."""

from casaora.kit.policies import Table, person, public, staff, through

POLICIES = {
    "accounts.Photo": Table(
        sees=(public("state = 'shown'"), person("professional"), staff("support", "operations")), verb="SELECT, INSERT, UPDATE, DELETE",
        why="a photo is there to be seen once our team has looked at it",
    ),
    "accounts.PhotoFile": Table(sees=(through("photo"),), verb="SELECT, INSERT, DELETE"),
}  # fmt: skip
