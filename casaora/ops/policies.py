"""Row-level security of alarms and remedies: staff read, verbs write."""

from casaora.kit.policies import Table, staff

_STAFF = staff("support", "finance", "operations")
POLICIES = {
    "ops.Alarm": Table(sees=(_STAFF,)),
    "ops.AlarmStep": Table(sees=(_STAFF,), verb="SELECT, INSERT", service="SELECT, INSERT"),
    "ops.Asked": Table(sees=(_STAFF,)),
}
