"""``python -m casaora.stripe.simulator --port 8010 --state FILE --webhook-url URL``: the test processor on this machine.

Reads STRIPE_WEBHOOK_SECRETS (ours, then connected accounts') and DEMO_CLOCK from the environment. It listens on 127.0.0.1 only.
"""

from __future__ import annotations

import argparse
import contextlib
import secrets
import signal
import sys
from pathlib import Path

from casaora.stripe.simulator.core import Simulator
from casaora.stripe.simulator.server import Server


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m casaora.stripe.simulator", description="A test processor on this machine.")
    parser.add_argument("--port", type=int, default=8010, help="0 takes a free one")
    parser.add_argument("--state", type=Path, help="the file that keeps everything; memory without it")
    parser.add_argument("--webhook-url", default="", help="where events are sent")
    parser.add_argument("--seed", default="", help="the same seed makes the same ids; an existing state keeps its own")
    options = parser.parse_args()
    if options.state:
        options.state.parent.mkdir(parents=True, exist_ok=True)
    sim = Simulator(seed=options.seed or secrets.token_hex(8), state=options.state)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server(sim, port=options.port, webhook_url=options.webhook_url) as server:
        sys.stdout.write(f"test processor on {server.url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            server.wait()
    sim.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
