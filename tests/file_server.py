"""A file server on this machine, which can be told to misbehave."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 8192  # 2 MiB: more than one block
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT and remembers what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges = []
        self.knows_ranges = True
        self.break_after = None  # bytes after which the connection ends
        self.status = 200
        self.kind = "application/octet-stream"

    def handle_error(self, *_arguments):
        """Say nothing: a client may hang up."""

    @property
    def url(self):
        """Return the address of the file."""
        return f"http://127.0.0.1:{self.server_port}/cells.h5ad"


class Handler(BaseHTTPRequestHandler):
    """Answers GET like a static file server."""

    def do_GET(self):
        """Send the file, the part asked for, or an error."""
        asked = self.headers["Range"]
        self.server.ranges.append(asked)
        start = int(asked[6:-1]) if asked and self.server.knows_ranges else 0
        if self.server.status != 200 or start >= len(CONTENT):
            self.send_error(self.server.status if self.server.status != 200 else 416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start:][: self.server.break_after])

    def log_message(self, *_arguments):
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server in a thread of its own."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
