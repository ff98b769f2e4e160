"""Every setting, from the environment. What production lacks or has wrong stops the start and is named."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from casaora import logs
from casaora.csp import policy
from casaora.kit import environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.read()  # a secret may be given as the name of its file

ENVIRONMENT = env.str("ENVIRONMENT")  # local, test, staging or production; one that is forgotten must not mean the open one
if ENVIRONMENT not in ("local", "test", "staging", "production"):
    raise ImproperlyConfigured(f"ENVIRONMENT is local, test, staging or production, not {ENVIRONMENT!r}")
IS_TEST = ENVIRONMENT == "test"
IS_DEPLOYED = ENVIRONMENT in ("staging", "production")
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "casaora.urls"
WSGI_APPLICATION = "casaora.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "casaora.kit",  # first: its migrate and flush come before Django's
    "casaora.stripe",
    "accounts",
    "payouts",
    "bookings",
    "casaora.design",
    "casaora",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its widgets' templates, found through ours
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
ROW_POLICIES = ["casaora.policies.POLICIES", "casaora.stripe.policies.POLICIES", "accounts.policies.POLICIES",
                "payouts.policies.POLICIES", "bookings.policies.POLICIES"]  # fmt: skip

MIDDLEWARE = [
    "casaora.kit.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casaora.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casaora.kit.middleware.ActingPerson",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casaora.context.page",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── Database: the process decides which login it has ─────────────────────────────────────────────────────────────
PROCESS = env.str("CASAORA_PROCESS", "service")
_url = env.db_url("DATABASE_URL" if PROCESS == "web" else "DATABASE_SERVICE_URL")
DATABASES = {
    "default": {
        **_url,
        "ENGINE": "casaora.kit.pg",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a transaction pooler may stand between
        "ATOMIC_REQUESTS": False,  # verbs own their transactions
        "OPTIONS": {**_url.get("OPTIONS", {}), "connect_timeout": 60 if IS_TEST else 5},  # ?sslmode=verify-full and the like
    }
}
#: Tests log in as the service and let requests become the web role; elsewhere the login already is it.
REQUEST_ROLE = env.str("REQUEST_ROLE", "") or None

# ── Cache, sessions, limits ──────────────────────────────────────────────────────────────────────────────────────
REDIS_URL = env.str("REDIS_URL").rsplit("/", 1)[0]
KEY_PREFIX = env.str("KEY_PREFIX", "casaora")
CACHES = {
    "default": {"BACKEND": "casaora.caches.ForgivingCache", "LOCATION": f"{REDIS_URL}/1", "KEY_PREFIX": KEY_PREFIX},
    "limits": {"BACKEND": "casaora.caches.StrictCache", "LOCATION": f"{REDIS_URL}/2", "KEY_PREFIX": KEY_PREFIX},
}
RATELIMIT_USE_CACHE = "limits"
RATELIMIT_ENABLE = env.bool("RATELIMIT_ENABLE", True)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.W001",  # our caches are Django's own Redis backend: shared and atomic
    "auth.W004",  # the address is unique without regard to case, by a constraint on Lower(email)
]
SESSION_ENGINE = "accounts.users.sessions"  # cached_db that can also forget a session inside a READ ONLY request
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "casaora.pages.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.users.backends.ByEmail"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
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
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_DEPLOYED else "http"
MFA_ADAPTER = "accounts.access.adapter.SecondFactorAdapter"
MFA_FORMS = {name: _OUR_FORMS + form for name, form in (
    ("authenticate", "SecondFactor"), ("reauthenticate", "SecondFactorAgain"), ("activate_totp", "FirstDigits"),
)}  # fmt: skip
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Casaora"
STAFF_PROVED = "casaora.admin_site.used_second_factor"  # until then the database shows staff no more than anybody

# ── Languages and time ───────────────────────────────────────────────────────────────────────────────────────────
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "casaora" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "UTC"  # no rule reads it: a job's time is its city's

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = ["casaora.uploads.NoFiles"]
WHITENOISE_USE_FINDERS = not IS_DEPLOYED
WHITENOISE_AUTOREFRESH = not IS_DEPLOYED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "casaora.design.storage.OneStylesheetStorage" if IS_DEPLOYED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}  # fmt: skip

# ── Processor ────────────────────────────────────────────────────────────────────────────────────────────────────
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")  # empty: Stripe itself
STRIPE_EVENT_HANDLERS = "casaora.webhooks.HANDLERS"
OUTBOX_NUDGE = "casaora.schedule.nudge_outbox" if not IS_TEST else ""
OUTBOX_TOPICS = {"notice": "accounts.notifications.actions.deliver"}

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Casaora <hola@casaora.example>")
EMAIL_CONFIG = env.email_url("EMAIL_URL", "dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10

# ── Browser ──────────────────────────────────────────────────────────────────────────────────────────────────────
DEMO_CLOCK = env.str("DEMO_CLOCK", "")
CONTENT_SECURITY_POLICY = policy(simulator=STRIPE_API_BASE)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if IS_DEPLOYED:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# ── Queue and clock ──────────────────────────────────────────────────────────────────────────────────────────────
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 240, 180
# Where REMAP_SIGTERM=SIGQUIT is set (a platform that kills after 30 s): so long may tasks still take; the rest goes back to the queue.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = env.int("WORKER_SOFT_SHUTDOWN", 20)
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 3, "global_keyprefix": f"{KEY_PREFIX}:"}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# ── Logs and errors ──────────────────────────────────────────────────────────────────────────────────────────────
LOGGING = logs.configuration(as_json=IS_DEPLOYED, level=env.str("LOG_LEVEL", "INFO"))
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    logs.start_sentry(SENTRY_DSN, ENVIRONMENT, env.float("SENTRY_TRACES", 0.0))

if IS_DEPLOYED:
    from casaora.safety import refuse_unsafe

    refuse_unsafe(vars(), env.ENVIRON)
