"""A question is seen by whoever asked it signed in, and by our team. What staff wrote beside it, and verdicts, are the team's."""

from casaora.kit.policies import Table, person, staff

_STAFF = staff("support", "finance", "operations")
POLICIES = {
    "help.Question": Table(sees=(person("person"), _STAFF)),
    "help.QuestionStep": Table(sees=(_STAFF,), verb="SELECT, INSERT"),
    "help.Verdict": Table(sees=(_STAFF,), verb="SELECT, INSERT"),
}
