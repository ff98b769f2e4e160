"""The environment of a local process: engines started where no URL is given, secrets made once and kept in ``.local``.

A URL in the environment always wins: with DATABASE_URL, DATABASE_SERVICE_URL and REDIS_URL set, nothing is started.
"""

from __future__ import annotations

import json
import os
import pathlib
import secrets
from typing import Any

from casaora.local.postgres import Postgres
from casaora.local.valkey import Valkey

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = pathlib.Path(os.environ.get("CASAORA_LOCAL", ROOT / ".local"))
WEB_PORT, SIMULATOR_PORT = 8000, 8010
DATABASES = ("DATABASE_URL", "DATABASE_SERVICE_URL")


def folder(kind: str) -> pathlib.Path:
    """Where a kind of local run (``local`` or ``test``) keeps its state."""
    path = HOME / kind
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secrets_of(kind: str) -> dict[str, str]:
    """Passwords and keys of a local run, made at the first use. None of them is worth anything elsewhere."""
    file = folder(kind) / "secrets.json"
    if not file.exists():
        file.touch(mode=0o600)
        names = ("web", "service", "secret_key", "webhook", "connect_webhook")
        file.write_text(json.dumps({name: secrets.token_urlsafe(32) for name in names}))
    made: dict[str, str] = json.loads(file.read_text())
    return made


def addresses() -> dict[str, str]:
    """Where web and the processor's simulator answer in a local run, unless the environment says otherwise."""
    where = {
        "SITE_URL": f"http://127.0.0.1:{os.environ.get('PORT', WEB_PORT)}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{os.environ.get('SIMULATOR_PORT', SIMULATOR_PORT)}",
    }
    return {name: os.environ.get(name, default) for name, default in where.items()}


def prepare(kind: str) -> bool:
    """Fill ``os.environ`` for a local run and start what is missing. True when the database was just made."""
    is_new = not (folder(kind) / "secrets.json").exists()
    words = secrets_of(kind)
    if is_new:  # as root, the data lie outside: a folder that was deleted and cloned again would find its predecessor's
        Postgres(folder(kind)).forget()
    defaults = {
        "ENVIRONMENT": kind,
        "SECRET_KEY": words["secret_key"],
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "STRIPE_SECRET_KEY": "sk_test_casaora_simulator",
        **addresses(),
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{words['webhook']},whsec_{words['connect_webhook']}",
        "DEMO_CLOCK": str(folder(kind) / "clock"),
        "BACKUP_DIR": str(folder(kind) / "backups"),
    }
    for name, value in defaults.items():
        if not _is_given(name):
            os.environ[name] = value
    if not _is_given("REDIS_URL"):
        conf = Valkey(folder(kind)).start()
        os.environ["REDIS_URL"] = f"redis://:{conf['password']}@{conf['host']}:{conf['port']}/0"
    if all(_is_given(name) for name in DATABASES):
        return False
    return _database(kind, words)


def _is_given(name: str) -> bool:
    """As itself, perhaps empty, or as the name of its file (``kit.environment``)."""
    return name in os.environ or bool(os.environ.get(f"{name}_FILE"))


def _database(kind: str, words: dict[str, str]) -> bool:
    conf = Postgres(folder(kind), keeps=kind != "test").start()
    where = f"{conf['host']}:{conf['port']}"
    os.environ["DATABASE_URL"] = f"postgresql://casaora_web:{words['web']}@{where}/casaora"
    os.environ["DATABASE_SERVICE_URL"] = f"postgresql://casaora_service:{words['service']}@{where}/casaora"
    os.environ["DATABASE_ADMIN_URL"] = f"postgresql://{conf['user']}:{conf['password']}@{where}/casaora"
    return _create_database(conf, words)


def _create_database(conf: dict[str, Any], words: dict[str, str]) -> bool:
    """Make the roles and the database as the cluster's first login. False when they were there."""
    import psycopg

    from casaora.kit.acting import SERVICE, WEB
    from casaora.kit.pg import roles

    login = {"host": conf["host"], "port": conf["port"], "user": conf["user"], "password": conf["password"]}
    with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:
        cursor = connection.cursor()
        if cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'casaora'").fetchone():
            return False
        passwords = {WEB: words["web"], SERVICE: words["service"]}
        roles.create(cursor, passwords, may_create_databases=True)
        cursor.execute("CREATE DATABASE casaora")
    with psycopg.connect(**login, dbname="casaora", autocommit=True) as connection:
        roles.prepare_database(connection.cursor(), "casaora")
    return True


def stop(kind: str) -> None:
    """Stop the engines of a local run."""
    Postgres(folder(kind)).stop()
    Valkey(folder(kind)).stop()
