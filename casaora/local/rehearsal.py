"""`make smoke`: everything as deployed, on this machine and for this once, and the synthetic journey through it.

DEBUG is off, static files are hashed, cookies are secure, the safety checks are on, the web speaks TLS. Two things only are not as in
production: the processor is the simulator, and time can be moved (casaora/safety.py allows both to a staging that nobody else can reach).
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import time
from collections.abc import Sequence

from casaora.local import certificate, environment
from casaora.local.messages import compile_messages
from casaora.local.processes import free_port, is_free
from casaora.local.run import PYTHON, Ended, Processes, manage, say, start_rest, start_simulator, stop_once

KIND = "smoke"
#: Nothing of what the caller's shell says about an environment may reach this one: it builds a demo city in its database.
OURS = (
    "DATABASE_URL", "DATABASE_SERVICE_URL", "DATABASE_ADMIN_URL", "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "SITE_URL", "ALLOWED_HOSTS",
    "STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "DEMO_CLOCK", "EMAIL_URL", "SENTRY_DSN", "REQUEST_ROLE", "KEY_PREFIX",
    "TRUSTED_PROXIES", "RATELIMIT_ENABLE", "SECURE_SSL_REDIRECT", "STATIC_ROOT", "CASAORA_PROCESS", "SMOKE_MAILBOX", "SMOKE_PROFESSIONAL",
    "SMOKE_PROFESSIONAL_EMAIL", "SMOKE_PROFESSIONAL_PASSWORD", "ALARM_EMAILS", "ALARM_WEBHOOK_URL", "HEARTBEAT_URL", "METRICS_TOKEN",
    "WORKER_METRICS_PORT", "LOG_JSON", "LOG_SAMPLE", "RELEASE", "DATABASE_REPLICA_URL", "DATABASE_DIRECT_URL", "DATABASE_DRILL_URL", "BACKUP_DIR", "PG_BIN",
    "BROKER_URL", "PROMETHEUS_MULTIPROC_DIR", "POSTHOG_KEY", "POSTHOG_HOST", "OPERATOR_NAME", "OPERATOR_DETAILS", "PRIVACY_OFFICER", "PRIVACY_EMAIL", "CONTACT_ANSWER_DAYS",
    "WEB_CONCURRENCY", "WEB_THREADS", "WORKER_CONCURRENCY", "WORKER_SOFT_SHUTDOWN",
)  # fmt: skip
MAILS = "smoke@casaora.example"
#: A browser opens connections ahead and says nothing on them. Where the web itself speaks TLS each of these keeps a thread, until nobody is
#: answered any more; in production a proxy stands before it, and keeps them.
THREADS = "32"


def _deployed(state: pathlib.Path) -> tuple[list[str], int]:
    """Fill the environment as a staging on this machine has it. The web server's arguments for TLS, and the mail server's port."""
    for name in OURS:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    web, simulator, post = (int(os.environ.get(name, 0)) or free_port() for name in ("PORT", "SIMULATOR_PORT", "POST_PORT"))
    for port in (web, simulator, post):
        if not is_free(port):
            raise Ended(f"Port {port} is taken")
    crt, key = certificate.make(state)
    os.environ.update({
        "ENVIRONMENT": "staging", "DEBUG": "off", "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"https://127.0.0.1:{web}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{simulator}", "EMAIL_URL": f"smtp://127.0.0.1:{post}", "STATIC_ROOT": str(state / "static"),
        "SMOKE_MAILBOX": f"maildir://{state / 'post'}?address={MAILS}",
        "SSL_CERT_FILE": str(crt),  # whoever speaks to the web from here trusts it: the simulator's webhooks, and our own looking
    })  # fmt: skip
    return ["--certfile", str(crt), "--keyfile", str(key), "--threads", THREADS], post


def everything(arguments: Sequence[str] = ()) -> int:
    """Start all anew, walk, stop all. ``arguments`` go to `manage.py smoke`. The exit code."""
    began = time.monotonic()
    stop_once()
    environment.stop(KIND)  # what a killed run left behind
    shutil.rmtree(environment.folder(KIND), ignore_errors=True)  # a first deployment, every time
    state = environment.folder(KIND)
    processes = Processes(state / "logs")
    try:
        tls, post = _deployed(state)
        _build(processes, state, post)
        start_rest(processes, state, *tls)
        say(f"▸ the journey, at {os.environ['SITE_URL']} after {time.monotonic() - began:.1f} s")
        manage("smoke", *arguments)
        processes.check()
        say(f"▸ all of it in {time.monotonic() - began:.1f} s")
        return 0
    except KeyboardInterrupt:
        return 130
    except (Ended, subprocess.CalledProcessError) as error:
        say(f"\n{error}\nLogs are in {state / 'logs'}")
        return 1
    finally:
        processes.stop()
        environment.stop(KIND)


def _build(processes: Processes, state: pathlib.Path, post: int) -> None:
    """Engines, schema, static files, mail server, the processor and a small city."""
    say("▸ PostgreSQL and Valkey, the schema, static files")
    environment.prepare(KIND)
    compile_messages()
    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--no-input", "--verbosity", "0")
    processes.start("post", [PYTHON, "-m", "casaora.local.post", "--port", str(post), "--folder", str(state / "post")])
    say("▸ a small demo city")
    # While it is built nobody serves our address with TLS: the city itself takes the processor's words in, and without.
    start_simulator(processes, state, webhooks=os.environ["SITE_URL"].replace("https:", "http:"))
    manage("demo", "--small")
    processes.stop("simulator")
    start_simulator(processes, state)
    say("▸ web, worker, beat, as deployed")
