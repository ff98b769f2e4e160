"""A household's alone; support sees what the household sees."""

from casaora.kit.policies import Table, person, staff

POLICIES = {"bookings.Favorite": Table(sees=(person("customer"), staff("support")), verb="SELECT, INSERT, UPDATE, DELETE")}
