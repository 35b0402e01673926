"""The trial server: a child process that is started, watched and, when it dies, started again."""

import json
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.client.port import Problem, Trouble

if TYPE_CHECKING:
    from subprocess import Popen

LOOPBACK = "127.0.0.1"
START_WITHIN_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Announced:
    """The one line a trial server prints when it is ready."""

    port: int
    secret: str
    mail_port: int
    chat_url: str
    mail_address: str
    server_id: str
    notices: tuple[dict[str, Any], ...] = ()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"


def server_command(data: Path, *more: str) -> list[str]:
    """How the trial server is started: the executable beside us in a bundle, else the module."""
    arguments = ["serve", "--trial", "--data", str(data), *more]
    if getattr(sys, "frozen", False):
        name = "deskhand-server.exe" if sys.platform == "win32" else "deskhand-server"
        return [str(Path(sys.executable).with_name(name)), *arguments]
    return [sys.executable, "-m", "app.server.main", *arguments]


class ServerChild:
    """Starts the server, hands it its key on stdin, and starts it again with growing pauses when it dies.

    ``announced`` is called on the watching thread each time it is ready, with a port that may be another one.
    The child ends when its stdin closes: also when this process is killed.
    """

    def __init__(self, command: Sequence[str], key: bytes, announced: Callable[[Announced], None]) -> None:
        self._command = list(command)
        self._key = key
        self._announced = announced
        self._process: Popen[str] | None = None
        self._stop = threading.Event()
        self._first: Announced | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="deskhand-server-child", daemon=True)

    def start(self) -> Announced:
        """Start it and wait until it is ready.

        Raises:
            Trouble: ``SERVER_UNREACHABLE``: it did not get ready.
        """
        self._thread.start()
        self._ready.wait(START_WITHIN_S)
        if self._first is None:
            self.stop()
            raise Trouble(Problem.SERVER_UNREACHABLE, "trial")
        return self._first

    def stop(self, timeout: float = 5.0) -> None:
        """Close its stdin and wait for its end; it is killed when it does not come."""
        from subprocess import TimeoutExpired

        self._stop.set()
        process = self._process
        if process is None:
            return
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()
        try:
            process.wait(timeout)
        except TimeoutExpired:
            process.kill()
            process.wait()
        self._thread.join(timeout)

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return None if self._process is None else self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the last child ended; None while it runs."""
        return None if self._process is None else self._process.returncode

    def _watch(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stop.is_set():
            if self._run_once():
                pause = _FIRST_PAUSE_S
            elif self._first is None:
                self._ready.set()
                return
            if self._stop.wait(pause):
                return
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _run_once(self) -> bool:
        """Run the child to its end; tells whether it got ready."""
        from subprocess import PIPE, Popen

        process = Popen(self._command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8")
        self._process = process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the child has no pipes")
        try:
            process.stdin.write(json.dumps({"key": self._key.hex()}) + "\n")
            process.stdin.flush()
        except OSError:
            process.wait()
            _close(process)
            return False
        line = process.stdout.readline()
        said = _announced(line)
        if said is not None:
            self._first = self._first or said
            self._announced(said)
            self._ready.set()
        for _ in process.stdout:
            continue  # nothing else is promised; reading keeps the pipe from filling up
        process.wait()
        _close(process)
        return said is not None


def _close(process: "Popen[str]") -> None:
    for pipe in (process.stdin, process.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            continue  # what was not yet read has nobody to read it


def _announced(line: str) -> Announced | None:
    try:
        data: dict[str, Any] = json.loads(line)
        return Announced(
            int(data["port"]), data["secret"], int(data["mail_port"]), data["chat_url"], data["mail_address"],
            data["server_id"], tuple(data.get("notices", ())),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None
