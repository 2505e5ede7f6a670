"""Servers on this machine that hold a copy of the data: the protocols are real, the network is not."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BUCKET = "frozen-cells"
# Anybody may read an object; nobody without credentials may write, list or delete.
PUBLIC = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/dvc/files/*",
        }
    ],
}
SFTP = """
import asyncio, sys
import asyncssh

async def serve(folder, port):
    key = asyncssh.generate_private_key("ssh-ed25519")
    factory = lambda connection: asyncssh.SFTPServer(connection, chroot=folder)
    await asyncssh.listen("127.0.0.1", int(port), server_host_keys=[key], sftp_factory=factory,
                          authorized_client_keys=folder + "/../authorized", login_timeout=60)
    await asyncio.Event().wait()

asyncio.run(serve(*sys.argv[1:]))
"""


class Silent(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments):
        """Say nothing."""


@contextmanager
def http(folder: Path) -> Iterator[str]:
    """Serve a folder read-only over HTTP, as a web server or a bucket's public address does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Bucket:
    """An S3 server with one bucket that anybody may read."""

    endpoint: str
    credentials: dict[str, str]

    @property
    def public(self) -> str:
        """Return the address under which the same objects are read over HTTP."""
        return f"{self.endpoint}/{BUCKET}/dvc"


@contextmanager
def s3(folder: Path) -> Iterator[Bucket]:
    """Run a server that speaks the S3 protocol."""
    port = _free_port()
    credentials = {
        "AWS_ACCESS_KEY_ID": "maintainer",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _running(words, port, folder / "s3.log"):
        bucket = Bucket(f"http://127.0.0.1:{port}", credentials)
        _make_public_bucket(bucket, folder)
        yield bucket


def _make_public_bucket(bucket: Bucket, folder: Path) -> None:
    code = (
        "import boto3, sys\n"
        "client = boto3.client('s3', endpoint_url=sys.argv[1])\n"
        "client.create_bucket(Bucket=sys.argv[2])\n"
        "client.put_bucket_policy(Bucket=sys.argv[2], Policy=sys.argv[3])\n"
    )
    words = [sys.executable, "-c", code, bucket.endpoint, BUCKET, json.dumps(PUBLIC)]
    subprocess.run(words, cwd=folder, env=os.environ | bucket.credentials, check=True)


@contextmanager
def sftp(folder: Path, public_key: str) -> Iterator[int]:
    """Serve a folder over SSH to the holder of one key, and yield the port."""
    (folder.parent / "authorized").write_text(public_key)
    port = _free_port()
    with _running([sys.executable, "-c", SFTP, str(folder), str(port)], port, folder.parent / "ssh.log"):
        yield port


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def _running(words: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until it is no longer needed; wait until it answers."""
    with log.open("wb") as stream, subprocess.Popen(words, stdout=stream, stderr=stream) as server:
        try:
            while not _answers(port):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True
