"""Row-level security of the tables that are Django's, or the floor's."""

from casaora.kit.policies import Table, person, public, staff

_LOOKUP = Table(sees=(public(),), why="names of models, permissions and groups; nothing about a person")
_STAFF = staff("support", "finance", "operations")
POLICIES = {
    "contenttypes.ContentType": _LOOKUP,
    "auth.Permission": _LOOKUP,
    "auth.Group": _LOOKUP,
    "auth.Group_permissions": _LOOKUP,
    "sessions.Session": Table(
        sees=(public(),), edits=(public(),), verb="SELECT, INSERT, UPDATE, DELETE",
        why="read before anybody is known; its key is the secret, its content is signed and names only a number",
    ),
    # Who did what on the staff site: added in one's own name, and by nobody changed.
    "admin.LogEntry": Table(
        sees=(_STAFF,), adds=(lambda model: f"{_STAFF(model)} AND {person('user')(model)}",), verb="SELECT, INSERT", service="SELECT, INSERT",
    ),
    "kit.Outgoing": Table(sees=(staff("operations"),)),
    "kit.JobLease": Table(sees=(staff("operations"),)),
    "kit.Traffic": Table(sees=(_STAFF,)),
    "kit.SwitchTurn": Table(sees=(_STAFF,), verb="SELECT, INSERT", service="SELECT, INSERT"),
    "kit.JobRun": Table(sees=(staff("operations", "finance"),)),
}  # fmt: skip
