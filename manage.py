#!/usr/bin/env python
"""The operators' door."""

import os
import sys


def main() -> None:
    """Commands are the service, never the web. On a developer's machine the embedded engines start by themselves."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casaora.settings")
    if sys.argv[1:2] == ["doctor"]:  # it must answer where Django does not start
        from casaora.doctor.__main__ import door

        sys.exit(door(sys.argv[2:]))
    os.environ.setdefault("CASAORA_PROCESS", "service")
    if os.environ.get("ENVIRONMENT", "local") == "local":
        from casaora.local import environment

        environment.prepare("local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
