"""`python -m casaora.local.post --port 8025 --folder DIR`: a mail server that keeps everything it is given in a Maildir.

For a rehearsal: a deployed process sends its mail over SMTP, and what arrives can be read. It listens on 127.0.0.1 only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import mailbox
import signal
from pathlib import Path

#: A mail of ours has a few kilobytes.
LARGEST = 1_000_000
ANSWERS = {
    "EHLO": b"250 here\r\n", "HELO": b"250 here\r\n", "MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "RSET": b"250 ok\r\n", "NOOP": b"250 ok\r\n",
}  # fmt: skip


async def _talk(box: mailbox.Maildir, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, as far as a mail library of Python's goes."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        writer.write(b"220 casaora\r\n")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if verb == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                raw = await reader.readuntil(b"\r\n.\r\n")
                box.add(raw[:-3].replace(b"\r\n..", b"\r\n."))
                writer.write(b"250 kept\r\n")
            else:
                writer.write(ANSWERS.get(verb, b"502 not here\r\n"))
            await writer.drain()
    writer.close()


async def serve(port: int, folder: Path) -> None:
    """Until the process is ended."""
    box = mailbox.Maildir(folder, create=True)
    server = await asyncio.start_server(lambda r, w: _talk(box, r, w), "127.0.0.1", port, limit=LARGEST)
    async with server:
        await server.serve_forever()


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m casaora.local.post", description="A mail server that only keeps.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, options.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
