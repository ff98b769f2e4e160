"""Places are public facts; staff keep them."""

from casaora.kit.policies import Table, public, staff

_OPEN = Table(sees=(public(),), edits=(staff("operations"),), reader=True, why="names of countries, cities and their parts")
POLICIES = {"accounts.Market": _OPEN, "accounts.City": _OPEN, "accounts.Neighborhood": _OPEN}
