"""`python -m casaora.local run|smoke|messages|stop|forget`: what the Makefile calls."""

from __future__ import annotations

import shutil
import sys

from casaora.local import environment
from casaora.local.messages import compile_messages


def main(command: str) -> int:
    """Do one of the five; the exit code."""
    if command == "messages":
        compile_messages()
    elif command == "run":
        from casaora.local import run

        return run.everything()
    elif command == "smoke":
        from casaora.local import rehearsal

        return rehearsal.everything(sys.argv[2:])
    elif command in ("stop", "forget"):
        for kind in ("local", "test", "smoke"):
            if (environment.HOME / kind).exists():
                environment.stop(kind)
                if command == "forget":
                    from casaora.local.postgres import Postgres

                    shutil.rmtree(Postgres(environment.folder(kind)).state, ignore_errors=True)
                    shutil.rmtree(environment.HOME / kind, ignore_errors=True)
    else:
        print(__doc__)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
