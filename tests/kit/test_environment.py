"""A secret is a variable or the name of a file, and whatever is wrong with the file is said in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from casaora.kit import environment

WORTH = "q8Zr-2nVw_" * 6


def file_of(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name.lower()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.mark.parametrize("name", environment.SECRETS)
def test_each_secret_may_be_a_file(tmp_path: Path, name: str) -> None:
    given = {f"{name}_FILE": file_of(tmp_path, name, f"{WORTH}\n"), "DEBUG": "off"}
    assert environment.values(given) == {**given, name: WORTH}


def test_an_empty_variable_beside_its_file_is_not_given(tmp_path: Path) -> None:
    assert environment.values({"SECRET_KEY": "", "SECRET_KEY_FILE": file_of(tmp_path, "key", WORTH)})["SECRET_KEY"] == WORTH


def test_nothing_else_is_read_from_a_file(tmp_path: Path) -> None:
    assert "ALLOWED_HOSTS" not in environment.values({"ALLOWED_HOSTS_FILE": file_of(tmp_path, "hosts", "casaora.co")})


def test_all_that_is_wrong_is_said_at_once_and_no_secret_with_it(tmp_path: Path) -> None:
    given = {
        "SECRET_KEY": WORTH, "SECRET_KEY_FILE": file_of(tmp_path, "both", WORTH), "REDIS_URL_FILE": str(tmp_path / "nowhere"),
        "EMAIL_URL_FILE": file_of(tmp_path, "empty", " \n"), "SENTRY_DSN_FILE": file_of(tmp_path, "two", f"{WORTH}\n{WORTH}"),
        "DATABASE_URL_FILE": file_of(tmp_path, "bytes", b"\xff\xfe"), "STRIPE_SECRET_KEY_FILE": str(tmp_path),
    }  # fmt: skip
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.values(given)
    said = str(refused.value)
    assert "SECRET_KEY and SECRET_KEY_FILE are both set: keep one" in said
    assert "REDIS_URL_FILE names" in said
    assert "No such file" in said
    assert "EMAIL_URL_FILE" in said
    assert "is empty" in said
    assert "more than one line" in said
    assert "it is no text" in said
    assert "STRIPE_SECRET_KEY_FILE" in said
    assert WORTH not in said


def test_settings_start_from_files_alone(tmp_path: Path) -> None:
    """As in a container: no secret in the environment, TLS asked for in the URL kept."""
    given = {name: value for name, value in os.environ.items() if name not in environment.SECRETS}
    secrets = {
        "SECRET_KEY": WORTH, "DATABASE_URL": "postgresql://casaora_web:a@db/casaora?sslmode=verify-full", "REDIS_URL": "redis://cache:6379/0",
        "DATABASE_SERVICE_URL": "postgresql://casaora_service:b@db/casaora?sslmode=verify-full", "STRIPE_SECRET_KEY": "sk_test_x",
        "STRIPE_WEBHOOK_SECRETS": "whsec_" + "a1" * 16, "EMAIL_URL": "smtp+tls://a:b@mail:587",
    }  # fmt: skip
    given |= {f"{name}_FILE": file_of(tmp_path, name, value) for name, value in secrets.items()}
    given |= {"ENVIRONMENT": "staging", "SITE_URL": "https://casaora.co", "ALLOWED_HOSTS": "casaora.co", "DEMO_CLOCK": "", "STRIPE_API_BASE": "", "REQUEST_ROLE": ""}
    show = "from casaora import settings as s; d = s.DATABASES['default']; print(d['USER'], d['OPTIONS']['sslmode'], s.EMAIL_HOST, s.CELERY_BROKER_URL)"
    made = subprocess.run([sys.executable, "-c", show], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=False)
    assert made.stdout.split() == ["casaora_service", "verify-full", "mail", "redis://cache:6379/0"], made.stderr


def test_each_of_them_is_in_the_example() -> None:
    example = (settings.BASE_DIR / ".env.example").read_text()
    assert [name for name in environment.SECRETS if f"\n{name}=" not in example] == []
