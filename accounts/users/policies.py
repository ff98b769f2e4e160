"""Who sees people."""

from casaora.kit.policies import Table, person, staff

POLICIES = {
    "accounts.User": Table(sees=(person(), staff("support", "operations", "finance")), verb="SELECT, INSERT, UPDATE"),
    "accounts.Consent": Table(sees=(person("person"), staff("support"))),
    "accounts.User_groups": Table(sees=(person("user"), staff("support", "operations", "finance")), verb="SELECT, INSERT, UPDATE, DELETE"),
    "accounts.User_user_permissions": Table(sees=(person("user"), staff("operations")), verb="SELECT, INSERT, UPDATE, DELETE"),
    "account.EmailAddress": Table(sees=(person("user"), staff("support")), verb="SELECT, INSERT, UPDATE, DELETE"),
    "account.EmailConfirmation": Table(verb="SELECT, INSERT, UPDATE, DELETE"),
    "mfa.Authenticator": Table(sees=(person("user"),), verb="SELECT, INSERT, UPDATE, DELETE"),
}
