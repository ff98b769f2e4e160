"""What one machine stands, with the real code: `python -m tests.performance.capacity`. About three minutes; for deploy/scale.md.

A cluster of its own, which keeps its data as production does (fsync on), below CASAORA_LOCAL; it is forgotten at the end. The
processor's simulator runs in this process, so that its own time counts as ours: the verbs are slower here than they are.
"""

from __future__ import annotations

import json
import os

from casaora.local import environment
from casaora.local.postgres import Postgres

KIND = "capacity"


def main() -> None:
    """Everything, one after the other; prints JSON."""
    os.environ.update(ENVIRONMENT="local", DJANGO_SETTINGS_MODULE="casaora.settings", CASAORA_PROCESS="service", LOG_LEVEL="CRITICAL")
    environment.prepare(KIND)
    import django

    django.setup()
    from django.core.management import call_command

    from tests.performance import measures

    try:
        call_command("migrate", verbosity=0)
        print(json.dumps(measures.everything(Postgres(environment.folder(KIND)).pid() or 0), indent=1))
    finally:
        environment.stop(KIND)
        Postgres(environment.folder(KIND)).forget()


if __name__ == "__main__":
    main()
