"""A household sees itself. What a professional may know of it is copied to the booking."""

from casaora.kit.policies import Table, person, staff

POLICIES = {
    "accounts.Customer": Table(sees=(person("user"), staff("support", "operations", "finance"))),
    "accounts.Address": Table(sees=(person("customer"), staff("support")), edits=(person("customer"),)),
}
