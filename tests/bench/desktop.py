"""Starts the measured program as a child with a keyring of its own, and listens to what it tells."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.services.process import child
from tests.services.secret_service import running_secret_service

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "http://127.0.0.1:9"
"""Discard: no server listens there."""

PATIENCE_S = 180.0


class Desktop:
    """One running program."""

    def __init__(self, process: subprocess.Popen[bytes], began: float, errors: Path) -> None:
        self.process = process
        self.began = began
        self._errors = errors
        self._told: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, event: str, wanted: Callable[[dict[str, Any]], bool] = lambda it: True) -> dict[str, Any]:
        """The next event of that name; what comes before is passed over.

        Raises:
            RuntimeError: the program ended or did not tell it.
        """
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                told = self._told.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                told = None
            if told is None:
                raise RuntimeError(f"no {event!r}: {self._errors.read_text('utf8')[-2_000:]}")
            if told["event"] == event and wanted(told):
                return told

    def memory_mb(self) -> float:
        """Resident memory of the program alone."""
        return memory_mb(self.process.pid)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(b"{"):
                self._told.put(json.loads(line))
        self._told.put(None)


class Home:
    """A person's folders, bus and keyring; a profile in it is made once and measured by several rows."""

    def __init__(self, messages: int = 10_000) -> None:
        self._stack = ExitStack()
        self._messages = messages

    def close(self) -> None:
        """Delete everything."""
        self._stack.close()

    @cached_property
    def environment(self) -> dict[str, str]:
        """Of this home, with bytecode and without a screen."""
        found = self._stack.enter_context(running_secret_service("unlocked"))
        found = {**found, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        found.pop("PYTHONDONTWRITEBYTECODE", None)
        return found

    @cached_property
    def profile(self) -> Path:
        """Folder of a profile with that many messages whose server is gone."""
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench.profile", str(self._messages), NOBODY],
            env=self.environment, cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        return Path(json.loads(made.stdout)["folder"])

    @contextmanager
    def running(self, driver: str, *arguments: str, **environment: str) -> Iterator[Desktop]:
        """The program with a driver inside."""
        with tempfile.NamedTemporaryFile(suffix=".log") as errors:
            began = time.monotonic()
            started = child(
                [sys.executable, "-m", "tests.bench.program", driver, *arguments],
                env=self.environment | environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
            with started as process:
                yield Desktop(process, began, Path(errors.name))

    def empty_window_s(self) -> float:
        """Seconds from the start of a process to an empty window."""
        began = time.monotonic()
        command = ["setpriv", "--pdeathsig=TERM", "--", sys.executable, "-m", "tests.bench.empty_window"]
        said = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=True)
        return float(said.stdout) - began


def memory_mb(pid: int) -> float:
    """Resident memory of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def fsync_floor_ms(folder: Path, count: int = 100) -> list[float]:
    """How long it takes to get 4 KiB onto this disk: nothing durable can be faster."""
    took = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(count):
            began = time.monotonic()
            file.write(b"x" * 4_096)
            file.flush()
            os.fsync(file.fileno())
            took.append((time.monotonic() - began) * 1_000)
    return took
