"""Notices are their person's. Mails are support's, who must be able to say what was sent."""

from casaora.kit.policies import Table, person, staff

POLICIES = {
    "accounts.Notice": Table(sees=(person("person"),)),
    "accounts.Mail": Table(sees=(staff("support"),)),
}
