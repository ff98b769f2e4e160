"""Every setting, from the environment. What production lacks or has wrong stops the start and is named."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.access.options import *  # noqa: F403
from casaora import databases, logs, safety, stores
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
IS_REHEARSAL = safety.is_rehearsal(ENVIRONMENT, SITE_URL, ALLOWED_HOSTS)  # deployed in everything but the simulator and the demo clock
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
    "casaora.ops",
    "casaora.help",
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
ROW_POLICIES = ["casaora.policies.POLICIES", "casaora.ops.policies.POLICIES", "casaora.help.policies.POLICIES", "casaora.stripe.policies.POLICIES",
                "accounts.policies.POLICIES", "payouts.policies.POLICIES", "bookings.policies.POLICIES"]  # fmt: skip

MIDDLEWARE = [
    "casaora.kit.middleware.RequestId",
    "casaora.kit.traffic.Measured",
    "django.middleware.security.SecurityMiddleware",
    "casaora.kit.shrunk.Shrunk",
    "casaora.kit.kept.Kept",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casaora.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casaora.kit.middleware.ActingPerson",
    "casaora.middleware.Viewer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "casaora.middleware.Maintenance",
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
DATABASES = databases.configured(env, process=PROCESS, is_test=IS_TEST)
DATABASE_ROUTERS = ["casaora.kit.replica.Router"]
#: Tests log in as the service and let requests become the web role; elsewhere the login already is it.
REQUEST_ROLE = env.str("REQUEST_ROLE", "") or None

# ── Cache, sessions, limits ──────────────────────────────────────────────────────────────────────────────────────
REDIS_URL = env.str("REDIS_URL")
KEY_PREFIX = env.str("KEY_PREFIX", "casaora")
CACHES = {
    "default": stores.cache(REDIS_URL, stores.CACHE, "casaora.caches.ForgivingCache", KEY_PREFIX),
    "limits": stores.cache(REDIS_URL, stores.LIMITS, "casaora.caches.StrictCache", KEY_PREFIX),
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
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_DEPLOYED else "http"
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
STATIC_ROOT = env.str("STATIC_ROOT", "") or BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = ["casaora.uploads.NoFiles"]
WHITENOISE_USE_FINDERS = not IS_DEPLOYED
WHITENOISE_AUTOREFRESH = not IS_DEPLOYED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "casaora.design.storage.WholeStylesheets" if IS_DEPLOYED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}  # fmt: skip

# ── Processor ────────────────────────────────────────────────────────────────────────────────────────────────────
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")  # empty: Stripe itself
STRIPE_EVENT_HANDLERS = "casaora.webhooks.HANDLERS"
OUTBOX_NUDGE = "casaora.schedule.nudge_outbox" if not IS_TEST else ""
OUTBOX_TOPICS = {"notice": "accounts.notifications.actions.deliver", "alarm": "casaora.ops.telling.deliver", "analytics": "casaora.ops.posthog.deliver"}

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Casaora <hola@casaora.example>")
EMAIL_CONFIG = env.email_url("EMAIL_URL", "dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10

# ── Who answers people (named on the legal pages and in the help centre) ─────────────────────────────────────────
OPERATOR_NAME = env.str("OPERATOR_NAME", "Casaora")
OPERATOR_DETAILS = env.str("OPERATOR_DETAILS", "")  # such as tax number and postal address
PRIVACY_OFFICER = env.str("PRIVACY_OFFICER", "")  # who answers about personal data; empty: our team
PRIVACY_EMAIL = env.str("PRIVACY_EMAIL", "") or parseaddr(DEFAULT_FROM_EMAIL)[1]
CONTACT_ANSWER_DAYS = env.int("CONTACT_ANSWER_DAYS", 3)  # business days in which somebody who writes to us is answered

# ── Browser ──────────────────────────────────────────────────────────────────────────────────────────────────────
DEMO_CLOCK = env.str("DEMO_CLOCK", "")
CONTENT_SECURITY_POLICY = policy(simulator=STRIPE_API_BASE)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if IS_DEPLOYED:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# ── Queue and clock ──────────────────────────────────────────────────────────────────────────────────────────────
CELERY_BROKER_URL, _broker = stores.broker(env.str("BROKER_URL", "") or REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 240, 180
# Where REMAP_SIGTERM=SIGQUIT is set (a platform that kills after 30 s): so long may tasks still take; the rest goes back to the queue.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = env.int("WORKER_SOFT_SHUTDOWN", 20)
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 3, "global_keyprefix": f"{KEY_PREFIX}:", **_broker}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# ── What is known of itself (nothing leaves unless it is configured) ─────────────────────────────────────────────
LOGGING = logs.configuration(as_json=env.bool("LOG_JSON", IS_DEPLOYED), level=env.str("LOG_LEVEL", "INFO"))
LOG_SAMPLE = {name: float(share) for name, share in env.dict("LOG_SAMPLE", default={}).items()}
RELEASE = env.str("RELEASE", "")  # of what runs here, such as a commit; told to Sentry and on /readyz
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    logs.start_sentry(SENTRY_DSN, ENVIRONMENT, RELEASE, env.float("SENTRY_TRACES", 0.0))
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # empty: there is no /metrics
WORKER_METRICS_PORT = env.int("WORKER_METRICS_PORT", 0)
TRAFFIC_EVERY = 0 if IS_TEST else 15  # seconds between two additions of a process's counts
ALARM_EMAILS = env.list("ALARM_EMAILS", default=[])
ALARM_WEBHOOK_URL = env.str("ALARM_WEBHOOK_URL", "")  # Slack's format: {"text": …}
HEARTBEAT_URL = env.str("HEARTBEAT_URL", "")  # asked each minute that the clock lives, by whoever rings when it stops
POSTHOG_KEY = env.str("POSTHOG_KEY", "")
POSTHOG_HOST = env.str("POSTHOG_HOST", "https://us.i.posthog.com").rstrip("/")
ANALYTICS_CONSENT = "accounts.users.queries.agrees_to_be_counted"
#: Each package's pages for search engines.
SITEMAP = ["casaora.pages.machines.places", "casaora.help.queries.places", "bookings.cities.addresses.places", "casaora.pages.machines.people"]
SWITCHES = "casaora.ops.switchboard.SWITCHES"

if IS_DEPLOYED:
    safety.refuse_unsafe(vars(), env.ENVIRON)
