"""Why each setting matters and what to do about it, for whoever reads that it is missing, malformed or unsafe."""

from __future__ import annotations

RANDOM = 'python -c "import secrets; print(secrets.token_urlsafe(60))"'
LOGINS = "Give each process group its own login of one database: casaora_web for requests, casaora_service for the rest (manage.py roles makes both)."

#: name: (why it matters, what to do)
REASONS = {
    "ENVIRONMENT": ("Which rules are enforced depends on it; the open one must never be meant by forgetting it.",
                    "Set ENVIRONMENT=production, or staging."),
    "DEBUG": ("An error page would show settings and people's data to whoever causes an error.", "Set DEBUG=off."),
    "SECRET_KEY": ("It signs sessions and form tokens and seals second-factor secrets: who knows it is anybody.",
                   f"Make one with {RANDOM}, and keep it out of the repository."),
    "SECRET_KEY_FALLBACKS": ("Older keys still open sessions and sealed values after a rotation.", "Comma-separated, the newest first; empty if there was no rotation."),
    "ALLOWED_HOSTS": ("A request for another host's name could put that name into mails and caches.", "Name the hosts that people type, separated by commas."),
    "SITE_URL": ("It is the address in mails, and where people come back to from the processor's page.", "Set the public address, https:// and the host, without a path."),
    "DEMO_CLOCK": ("With a clock that can be moved, holds lapse and money leaves at moments that never were.", "Remove it."),
    "REQUEST_ROLE": ("It makes requests another role than the login they have.", "Remove it."),
    "DATABASE_URL": ("Pages log in with it; without it, or with more rights than the web role has, no page is served or every row can be read.", LOGINS),
    "DATABASE_SERVICE_URL": ("Worker, beat and commands log in with it; without it nothing that is due happens.", LOGINS),
    "DATABASE_ADMIN_URL": ("Only manage.py roles and backups use it.", "Leave it out of web, worker and beat."),
    "CONN_MAX_AGE": ("How many seconds a connection is kept.", "A whole number; 0 behind a transaction pooler."),
    "REDIS_URL": ("The queue, the cache and the limits live there; without it sign-in and bookings are closed and no task is handed over.",
                  "Set redis://:password@host:6379/0, or rediss:// where the way to it is not yours."),
    "KEY_PREFIX": ("Two installations of one server would read each other's keys.", "A name for each installation."),
    "TRUSTED_PROXIES": ("Limits count addresses: too few and all people are one address, too many and anybody invents theirs.",
                        "How many proxies of yours append to X-Forwarded-For: most often 1."),
    "RATELIMIT_ENABLE": ("Passwords and codes could be tried without an end.", "Set RATELIMIT_ENABLE=on, or leave it out."),
    "STRIPE_SECRET_KEY": ("With a test key no money moves in production; with a live key a rehearsal moves real money.",
                          "Take the key of this environment's mode from the processor's dashboard, and rotate one that was in the wrong place."),
    "STRIPE_WEBHOOK_SECRETS": ("Events that no secret signed are refused: payments would be learnt of minutes late, by asking.",
                               "Set both secrets, comma-separated: of the platform's endpoint and of the connected accounts' endpoint."),
    "STRIPE_API_BASE": ("Money would be asked for at another place than the processor.", "Remove it."),
    "EMAIL_URL": ("Codes to sign up and to reset a password are mails: without them nobody new comes in.", "Set smtp+tls://user:password@host:587 (percent-encode what is not a letter or a digit)."),
    "DEFAULT_FROM_EMAIL": ("Mail from a domain that is not ours is thrown away or bounces.", "Set a name and an address of your own domain, with SPF, DKIM and DMARC."),
    "SENTRY_DSN": ("Nobody is told of an error; it is only a line in the log.", "Set the project's DSN, or watch the log for level ERROR."),
    "SENTRY_TRACES": ("The share of requests that is traced.", "A number from 0 to 1."),
    "LOG_LEVEL": ("What is logged.", "DEBUG, INFO, WARNING or ERROR."),
    "SECURE_SSL_REDIRECT": ("Whoever types the address without https sends their first request in the clear.", "Set SECURE_SSL_REDIRECT=on, or let the proxy redirect."),
    "PORT": ("Where the web process listens.", "A whole number."),
}  # fmt: skip
OTHER = ("It is not what the process expects.", "Look at its line in .env.example.")


def reason(name: str) -> tuple[str, str]:
    """Why ``name`` matters and what to do."""
    return REASONS.get(name, OTHER)
