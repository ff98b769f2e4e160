"""What allauth is told: the same everywhere, so none of it comes from the environment. Read by ``casaora.settings``."""

ACCOUNT_ADAPTER = "accounts.access.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.access.sign_up.SignUp"
_OUR_FORMS = "accounts.access.forms."
ACCOUNT_FORMS = {name: _OUR_FORMS + form for name, form in (
    ("login", "SignIn"), ("signup", "SignUp"), ("confirm_email_verification_code", "ConfirmAddress"), ("reset_password", "ResetPassword"),
    ("confirm_password_reset_code", "ConfirmReset"), ("reset_password_from_key", "NewPassword"), ("change_password", "ChangePassword"),
    ("add_email", "NewAddress"), ("reauthenticate", "Again"),
)}  # fmt: skip
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Our one table of categories (casaora/ratelimits.py) covers these views. What it cannot count is kept: failures of one
# account whose address is not in the form (the second factor).
_COVERED = "login signup change_password manage_email reset_password reset_password_from_key reauthenticate confirm_email"
ACCOUNT_RATE_LIMITS = dict.fromkeys(_COVERED.split()) | {"login_failed": "5/15m/key"}
MFA_ADAPTER = "accounts.access.adapter.SecondFactorAdapter"
MFA_FORMS = {name: _OUR_FORMS + form for name, form in (
    ("authenticate", "SecondFactor"), ("reauthenticate", "SecondFactorAgain"), ("activate_totp", "FirstDigits"),
)}  # fmt: skip
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Casaora"
