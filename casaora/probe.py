"""`python -m casaora.probe`: does the web process of this machine answer? For containers, which have no curl.

Asks with the host of SITE_URL, because any other is refused. Exit code 0 when it answers 200 within three seconds.
"""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit


def answers(port: int, host: str) -> bool:
    """Whether /healthz of 127.0.0.1 answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers(int(os.environ.get("PORT", "8000")), urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost") else 1)
