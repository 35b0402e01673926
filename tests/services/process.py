"""A child process that never outlives the test run: ended by its id, and by the kernel if we die first."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest


def need(*programs: str) -> None:
    """Skip where a Debian package is missing; where the whole suite must run (CI) fail instead."""
    missing = [name for name in programs if which(name) is None]
    if not missing:
        return
    reason = f"{', '.join(missing)} not installed; ./dev test installs it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def child(
    command: Sequence[str | Path], *, user: str = "", stop: signal.Signals = signal.SIGTERM, **popen: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command``; at the end it gets ``stop``, and ten seconds later SIGKILL."""
    guard = ["setpriv", f"--pdeathsig={stop.name.removeprefix('SIG')}"]
    if user:
        guard += [f"--reuid={user}", f"--regid={user}", "--init-groups"]
    with subprocess.Popen([*guard, "--", *map(str, command)], **popen) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(stop)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], *, deadline_s: float = 60) -> None:
    """Ask ``ready`` until it says yes.

    Raises:
        RuntimeError: the process ended, or the deadline passed.
    """
    until = time.monotonic() + deadline_s
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        if time.monotonic() > until:
            raise RuntimeError(f"{process.args} is not ready after {deadline_s} s")
        time.sleep(0.02)
