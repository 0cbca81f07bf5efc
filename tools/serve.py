"""Serve the built site on localhost.

Usage: serve.py [--port N]      (port 8000, or any free one if that is taken)
"""

from __future__ import annotations

import argparse
import functools
import http.server
import sys

from tools import house
from tools.house import SITE, SetupError, say

PORT = 8000


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line of log each, and without letting them be cached."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Ask the browser to check each file again: the site may be rebuilt."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Server(http.server.ThreadingHTTPServer):
    """A server whose open connections do not hold up its end."""

    daemon_threads = True
    allow_reuse_address = False  # else a taken port is shared, silently, on macOS


def listen(handler: object, port: int | None) -> Server:
    """Return a server on `port`; if None, on 8000 or any free port."""
    wanted = [port] if port is not None else [PORT, 0]
    for number in wanted:
        try:
            return Server(("127.0.0.1", number), handler)  # pyright: ignore[reportArgumentType]
        except OSError:
            continue
    raise SetupError(f"Port {port} is taken; leave out --port to get a free one.")


def address(server: Server) -> str:
    """Return the address to open in a browser."""
    return f"http://localhost:{server.server_port}/"


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    if not (SITE / "index.html").is_file():
        raise SetupError("There is no site yet: run `make book`.")
    handler = functools.partial(QuietHandler, directory=str(SITE))
    with listen(handler, options.port) as server:
        say(f"The book is at {address(server)}   (Ctrl-C stops it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("")
    return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
