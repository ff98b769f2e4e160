"""The environment itself: what is missing, malformed, misspelt or open to others. Says names, never the value of a secret."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ

from casaora.doctor.findings import Finding, Findings, error, good, warning
from casaora.doctor.reasons import reason
from casaora.kit import environment

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("local", "test", "staging", "production")
NEEDED = ("ENVIRONMENT", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "REDIS_URL", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "DATABASE_URL", "DATABASE_SERVICE_URL")
#: Families that only we read: a name of theirs which .env.example does not know does nothing.
OURS = ("CASAORA_", "DATABASE_", "STRIPE_", "TRUSTED_", "RATELIMIT_", "SECRET_KEY")
#: A shorter word is no secret, and would be found within others.
SHORTEST = 6
TRUE = environ.Env.BOOLEAN_TRUE_STRINGS
BOOLEANS = (*TRUE, "false", "off", "n", "no", "0", "")
MAIL = tuple(environ.Env.EMAIL_SCHEMES)


def known() -> set[str]:
    """Every name of .env.example, and the files of those that are secrets."""
    names = set(re.findall(r"^([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    return names | {f"{name}_FILE" for name in environment.SECRETS}


def unspeakable(given: Mapping[str, str], values: Mapping[str, str]) -> list[str]:
    """What may stand in no sentence: secrets, whole and in parts, and the passwords in addresses. The longest first."""
    words: set[str] = set()
    for name in environment.SECRETS:
        for value in (given.get(name, ""), values.get(name, "")):
            after = value.rpartition("@")[0].rpartition("://")[2].rpartition(":")[2]
            words |= {value, value.strip("$'\""), after, unquote(after), *value.split(",")}
    return sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)


def needed(given: Mapping[str, str]) -> list[str]:
    """What this process cannot start without: the web needs no login but its own."""
    is_web = given.get("CASAORA_PROCESS") == "web"
    return [name for name in NEEDED if not (is_web and name == "DATABASE_SERVICE_URL")]


def examine(given: Mapping[str, str]) -> tuple[Findings, dict[str, str]]:
    """What is wrong with the environment, and the environment with its files read as far as they can be."""
    broken = [_of(sentence) for sentence in environment.problems(given)]
    blamed = {finding.about for finding in broken}
    usable = {name: value for name, value in given.items() if name.removesuffix("_FILE") not in blamed}
    values = environment.values(usable)
    found = [*broken, *_missing(given, values, blamed), *_malformed(values), *_misspelt(given), *_open_files(given)]
    return found or [good("environment", f"{len(known() & set(given))} settings are given, all of them understood")], values


def _of(sentence: str) -> Finding:
    name = sentence.split(" ", 1)[0].removesuffix("_FILE")
    return error(name, sentence, reason(name)[0], "Give either the value or the name of a file that this process may read, with one line in it.")


def _missing(given: Mapping[str, str], values: Mapping[str, str], blamed: set[str]) -> Findings:
    found = []
    for name in needed(given):
        if not values.get(name) and name not in blamed:
            near = difflib.get_close_matches(name, [other for other in given if other not in known()], n=1, cutoff=0.8)
            hint = f" Is {near[0]} a slip of the pen?" if near else ""
            found.append(error(name, f"{name} is not set.{hint}", *reason(name)))
    return found


def _misspelt(given: Mapping[str, str]) -> Findings:
    names = known()
    found = []
    for other in sorted(set(given) - names - {"CASAORA_LOCAL"}):
        near = difflib.get_close_matches(other, sorted(names), n=1, cutoff=0.85)
        if near or other.startswith(OURS):
            meant = f"; the nearest known name is {near[0]}" if near else ""
            found.append(warning(other, f"{other} is read by nobody{meant}", "What it was meant to set has its default, or is missing.",
                                 "Correct the name, or remove it. .env.example has every name."))  # fmt: skip
    return found


def _open_files(given: Mapping[str, str]) -> Findings:
    found = []
    for name in environment.SECRETS:
        path = Path(given.get(f"{name}_FILE", ""))
        if given.get(f"{name}_FILE") and path.is_file() and path.stat().st_mode & stat.S_IWOTH:
            found.append(error(name, f"{path} may be written by everybody", "Whoever writes it decides what we believe.", f"chmod o-w {path}"))
    return found


def _whole(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _number(value: str) -> bool:
    return bool(re.fullmatch(r"[01](\.\d+)?", value)) and float(value) <= 1


def _postgres(value: str) -> bool:
    try:
        url = urlsplit(value)
        return url.scheme in ("postgres", "postgresql") and bool(url.hostname and url.username and url.path.strip("/")) and (url.port or 5432) > 0
    except ValueError:
        return False


def _redis(value: str) -> bool:
    if value.startswith("sentinel://"):
        return "master=" in value
    try:
        url = urlsplit(value)
        return url.scheme in ("redis", "rediss") and bool(url.hostname and url.path.strip("/").isdigit()) and (url.port or 6379) > 0
    except ValueError:
        return False


def _site(value: str) -> bool:
    url = urlsplit(value)
    return url.scheme in ("http", "https") and bool(url.hostname) and url.path in ("", "/") and not url.query


SHAPES: dict[str, tuple[Callable[[str], bool], str]] = {
    "ENVIRONMENT": (lambda value: value in ENVIRONMENTS, "must be local, test, staging or production"),
    **dict.fromkeys(("DEBUG", "RATELIMIT_ENABLE", "SECURE_SSL_REDIRECT"),
                    (lambda value: value.lower().strip() in BOOLEANS, "must be on or off; any other word silently means off")),
    **dict.fromkeys(("CONN_MAX_AGE", "TRUSTED_PROXIES", "PORT", "WEB_CONCURRENCY", "WEB_THREADS", "WORKER_CONCURRENCY", "WORKER_SOFT_SHUTDOWN"), (_whole, "must be a whole number")),
    "SENTRY_TRACES": (_number, "must be a number from 0 to 1"),
    **dict.fromkeys(("DATABASE_URL", "DATABASE_SERVICE_URL", "DATABASE_ADMIN_URL"),
                    (_postgres, "must look like postgresql://login:password@host:5432/name (percent-encode / ? # @ : in a password)")),
    "REDIS_URL": (_redis, "must look like redis://:password@host:6379/0, with the number at its end"),
    "SITE_URL": (_site, "must look like https://host, without a path"),
    "EMAIL_URL": (lambda value: urlsplit(value).scheme in MAIL, f"must begin with one of {', '.join(MAIL)}"),
    "LOG_LEVEL": (lambda value: value in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "must be DEBUG, INFO, WARNING or ERROR"),
}  # fmt: skip


def _malformed(values: Mapping[str, str]) -> Findings:
    found = []
    for name in sorted(known() & set(values)):
        value = values[name]
        matters, todo = reason(name)
        shape, sentence = SHAPES.get(name, (None, ""))
        if value.startswith("$"):
            found.append(error(name, f"{name} begins with $, which is taken for the name of another variable", matters, "Make one that does not begin with $."))
        elif value[:1] in ("'", '"') and value[-1:] == value[:1]:
            found.append(error(name, f"the value of {name} has quotation marks around it", matters, "Take them away: they became part of the value."))
        elif re.search(r"\s#\s", value):
            found.append(error(name, f"{name} holds a remark after #", matters, "Take it away: it became part of the value."))
        elif value and shape and not shape(value):
            found.append(error(name, f"{name} {sentence}", matters, todo))
    return found
