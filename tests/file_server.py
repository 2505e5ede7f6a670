"""A file server on this machine, which can be told to misbehave."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 8192  # 2 MiB: more than one block
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PAGE = b"<!DOCTYPE html>\n<html><body>This file has moved.</body></html>"


class Server(ThreadingHTTPServer):
    """Serves CONTENT, or what `files` holds under a path, and remembers what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges = []
        self.files = {}  # path -> bytes
        self.moved = {}  # path -> path
        self.knows_ranges = True
        self.shift = 0  # bytes by which a resumed answer starts too late
        self.version = None  # of the file, as ETag
        self.breaks = 0  # how many answers end before their time; None: all
        self.break_after = None  # bytes after which they do
        self.stall_s = 0  # how long it says nothing before the first byte
        self.answers = []  # statuses to answer with, before any file
        self.retry_after = None
        self.reason = None  # said with such a status; None: its own
        self.status = 200
        self.kind = "application/octet-stream"

    def handle_error(self, *_arguments):
        """Say nothing: a client may hang up."""

    @property
    def top(self):
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self):
        """Return the address of the file."""
        return f"{self.top}/cells.h5ad"


class Handler(BaseHTTPRequestHandler):
    """Answers GET like a static file server."""

    def do_GET(self):
        """Send the file, the part asked for, or an error."""
        server, asked = self.server, self.headers["Range"]
        server.ranges.append(asked)
        if self.path in server.moved:
            self._move(server.moved[self.path])
            return
        content = server.files.get(self.path, b"" if server.files else CONTENT)
        status = server.answers.pop(0) if server.answers else server.status if content else 404
        same = self.headers["If-Range"] in {None, f'"{server.version}"'}
        start = int(asked[6:-1]) if asked and server.knows_ranges and same else 0
        if status != 200 or start >= len(content):
            self._refuse(status if status != 200 else 416)
            return
        self._send(content, start)

    def _send(self, content, start):
        server = self.server
        time.sleep(server.stall_s)
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", server.kind)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            first = start + server.shift
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        if server.version:
            self.send_header("ETag", f'"{server.version}"')
        self.end_headers()
        breaks = server.breaks is None or server.breaks > 0
        if server.breaks:
            server.breaks -= 1
        self.wfile.write(content[start:][: server.break_after if breaks else None])

    def _refuse(self, status):
        self.send_response(status, self.server.reason)
        if self.server.retry_after is not None:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _move(self, path):
        self.send_response(302)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

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
