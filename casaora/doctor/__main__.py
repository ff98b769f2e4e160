"""`manage.py doctor [--online] [--round-trip] [--json] [--quiet]`: examine this installation.

It is no management command of Django's, because it must answer where Django's commands cannot: manage.py calls it before Django
starts. `python -m casaora.doctor` is the same and never starts the embedded engines. Exit code 1 when there is an error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from casaora.doctor import database, engines, installed, outside, round_trip, starting, variables
from casaora.doctor.findings import Findings, error, warning
from casaora.doctor.reasons import reason

DEPLOYED = ("staging", "production")


def examine(given: Mapping[str, str], *, online: bool) -> tuple[Findings, dict[str, str]]:
    """Everything, in the order in which one thing rests on another; and the environment as it was understood."""
    found, values = variables.examine(given)
    begun, has_started = starting.start()
    known = {finding.about for finding in found if finding.level == "error"}
    found += [finding for finding in begun if finding.level != "error" or finding.about not in known]
    is_deployed = values.get("ENVIRONMENT") in DEPLOYED
    names: list[str] = [name for name in ("DATABASE_URL", "DATABASE_SERVICE_URL") if name in variables.needed(given) and name not in known]
    found += database.examine(values, names, is_deployed=is_deployed)
    if "REDIS_URL" not in known:
        found += engines.examine(values, is_deployed=is_deployed)
    found += installed.examine(has_started=has_started)
    if online and has_started:
        found += outside.examine()
    elif online:
        found.append(warning("outside", "processor and mail were not asked, because Django does not start", "They may be wrong as well.", "Correct the errors and ask again."))
    words = variables.unspeakable(given, values)
    return [finding.without(words) for finding in found], values


def arguments(words: list[str]) -> argparse.Namespace:
    """What the caller asked for."""
    parser = argparse.ArgumentParser(prog="manage.py doctor", description="Says what is wrong with this installation, why it matters and what to do.")
    parser.add_argument("--online", action="store_true", help="also ask the processor and the mail server (nothing is changed or sent)")
    parser.add_argument("--round-trip", action="store_true", help="measure how far away the database is")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Examine, print, and the exit code."""
    asked = arguments(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casaora.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    found, values = examine(dict(os.environ), online=asked.online)
    measured: dict[str, Any] = {}
    if asked.round_trip:
        try:
            measured = round_trip.measure(values)
        except Exception as refused:  # what is wrong with the database is among the findings already
            found.append(warning("round trip", f"not measured: {type(refused).__name__}", *reason("DATABASE_URL")))
    errors, warnings = (sum(finding.level == level for finding in found) for level in ("error", "warning"))
    if asked.json:
        print(json.dumps({"errors": errors, "warnings": warnings, "findings": [f.row() for f in found], "round_trip": measured}, ensure_ascii=False))  # noqa: T201
        return 1 if errors else 0
    said = [finding.lines() for finding in found if finding.level != "good" or not asked.quiet]
    print("\n".join([*said, *(round_trip.lines(measured) if measured else []), f"{errors} errors, {warnings} warnings"]))  # noqa: T201
    return 1 if errors else 0


def door(words: list[str]) -> int:
    """For manage.py. Nothing of ours in the environment at all means a developer's machine, where the embedded engines are used."""
    given = set(os.environ) & (set(variables.NEEDED) | {f"{name}_FILE" for name in variables.NEEDED})
    if os.environ.get("ENVIRONMENT", "local" if not given else "") == "local":
        from casaora.local import environment, processes

        try:
            environment.prepare("local")
        except processes.NotInstalled:  # a server, and nothing was set
            if not {"-h", "--help"} & set(words):
                print(error("ENVIRONMENT", "ENVIRONMENT is not set", *reason("ENVIRONMENT")).lines())  # noqa: T201
                return 1
    return main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
