"""Index of the app's row-level-security declarations."""

from casaora.kit.policies import Table

POLICIES: dict[str, Table] = {}
