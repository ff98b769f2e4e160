"""Row-level security of the tables that are Django's, or the floor's."""

from casaora.kit.policies import Table, public, staff

_LOOKUP = Table(sees=(public(),), why="names of models, permissions and groups; nothing about a person")
POLICIES = {
    "contenttypes.ContentType": _LOOKUP,
    "auth.Permission": _LOOKUP,
    "auth.Group": _LOOKUP,
    "auth.Group_permissions": _LOOKUP,
    "sessions.Session": Table(
        sees=(public(),), edits=(public(),), verb="SELECT, INSERT, UPDATE, DELETE",
        why="read before anybody is known; its key is the secret, its content is signed and names only a number",
    ),
    "admin.LogEntry": Table(sees=(staff("support", "finance", "operations"),), edits=(staff("support", "finance", "operations"),)),
    "kit.Outgoing": Table(sees=(staff("operations"),)),
    "kit.JobLease": Table(sees=(staff("operations"),)),
    "kit.JobRun": Table(sees=(staff("operations", "finance"),)),
}  # fmt: skip
