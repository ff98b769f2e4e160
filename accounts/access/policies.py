"""A session is its person's: support sees which browsers there are, too."""

from casaora.kit.policies import Table, person, staff

POLICIES = {"accounts.OpenSession": Table(sees=(person("person"), staff("support")), verb="SELECT, INSERT, UPDATE, DELETE")}
