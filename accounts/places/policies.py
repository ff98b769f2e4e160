"""Places are public facts; a migration or a command opens them, never a page."""

from casaora.kit.policies import Table, public

_OPEN = Table(sees=(public(),), reader=True, why="names of countries, cities and their parts")
POLICIES = {"accounts.Market": _OPEN, "accounts.City": _OPEN, "accounts.Neighborhood": _OPEN}
