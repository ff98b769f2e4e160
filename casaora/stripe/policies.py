"""Who sees the inbox."""

from casaora.kit.policies import Table

POLICIES: dict[str, Table] = {}
