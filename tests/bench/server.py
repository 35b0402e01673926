"""What one server process holds in memory, alone and with many idle streams."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.client.clock import SystemClock
from app.client.sync.transport import Transport
from app.protocol.auth import SignIn
from app.protocol.versions import STREAM_PATH
from tests.bench.desktop import ROOT, memory_mb
from tests.bench.row import Row, judged
from tests.services.backend import Desk
from tests.services.process import child

STREAMS, QUICK_STREAMS = 200, 40
WARM = 50
"""Streams that bring the code, threads and buffers with them which the later ones find."""

AS_INSTALLED = "import sys; sys.modules['pygments'] = None; from app.server.main import main; sys.exit(main())"
"""No server has pygments (``requirements/server.txt``): pytest brings it, and mako loads 5 MB of it if it can."""

STILL_MB, STILL_S, PATIENCE_S = 0.1, 1.0, 20.0


@dataclass
class Running:
    """A trial server process and a device signed in to it."""

    process: subprocess.Popen[bytes]
    url: str
    desk: Desk
    key: bytes = b""  # its master key


@contextmanager
def running_server() -> Iterator[Running]:
    """The real ``deskhand-server`` on free ports with the sample workspace, in SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", AS_INSTALLED, "serve", "--trial", "--data", folder]
        command += ["--port", "0", "--mail-port", "0"]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        pipes = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
            "env": environment,
            "cwd": ROOT,
        }
        with child(command, **pipes) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            key = os.urandom(32)
            process.stdin.write(json.dumps({"key": key.hex()}).encode() + b"\n")
            process.stdin.flush()
            said = json.loads(process.stdout.readline())
            url = f"http://127.0.0.1:{said['port']}"
            tokens = Transport(url).sign_in(SignIn(secret=said["secret"]))
            yield Running(process, url, Desk(url, tokens, SystemClock().wall), key)
            process.stdin.close()


def rows(quick: bool = False) -> list[Row]:
    """``[server.memory]`` after a bootstrap, ``[server.stream]`` in KB an idle stream.

    Looked at when the memory stands still: what the server needs once is no stream's.
    """
    with running_server() as server:
        server.desk.pull_all()
        count = QUICK_STREAMS if quick else STREAMS
        streams = [_stream(server) for _ in range(WARM)]
        before = _settled_mb(server.process.pid)
        streams += [_stream(server) for _ in range(count)]
        each = (_settled_mb(server.process.pid) - before) * 1_024 / count
        for stream in streams:
            stream.close()
        return [
            judged("server.memory", before, "MB", "≤ 130"),
            judged("server.stream", each, "KB", "≤ 20"),
        ]


def _settled_mb(pid: int) -> float:
    """Its memory, once that has stood still for a second, or after ``PATIENCE_S``."""
    end = time.monotonic() + PATIENCE_S
    seen, since = memory_mb(pid), time.monotonic()
    while time.monotonic() < min(end, since + STILL_S):
        time.sleep(0.05)
        now = memory_mb(pid)
        if abs(now - seen) > STILL_MB:
            seen, since = now, time.monotonic()
    return memory_mb(pid)


def _stream(server: Running) -> socket.socket:
    """An open stream that has said hello."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    stream = socket.create_connection((host, int(port)), timeout=30)
    head = f"GET {STREAM_PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {server.desk.tokens.access}\r\n\r\n"
    stream.sendall(head.encode())
    got = b""
    while b"hello" not in got:
        piece = stream.recv(4_096)
        if not piece:
            raise RuntimeError(f"no hello: {got!r}")
        got += piece
    return stream
