"""A real server process on its own database, that can be killed and started again on the same ports."""

import json
import os
import sys
from contextlib import ExitStack
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from tests.e2e.customer import Sink
from tests.services.apart import one_way, start_apart
from tests.services.command import run_command

KEY = "5a" * 32
PASSWORD = "correct horse battery"
MAILBOX = "help@shop.example"


class ServerProcess:
    """``deskhand-server`` as a site runs it, with the trial's mail doors; ``database`` is empty for SQLite."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self._database = ["--database", database] if database else []
        self._stack = ExitStack()
        self._process: ForkServerProcess | None = None
        self.line: dict[str, Any] = {}
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "server.key").write_text(KEY)
        (folder / "server.key").chmod(0o600)

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._stack.close()
        if error is not None:
            sys.stderr.write(self.log())

    def run(self, *argv: str, line: str = "") -> str:
        """One command of the program; what it said."""
        return run_command(*argv, "--data", str(self.folder), *self._database, line=line)

    def make_sample(self) -> tuple[str, str]:
        """The sample workspace; how its operator signs in."""
        words = self.run("sample").split()
        return words[words.index("as") + 1], words[words.index("password") + 1].rstrip(",")

    def make_empty(self) -> tuple[str, str]:
        """A workspace without anything in it; how its only operator signs in."""
        self.run("create-workspace", "Лавка")
        self.run("add-user", "--name", "Анна Ким", "--email", "anna@shop.example", line=PASSWORD + "\n")
        outgoing = ["--set", "smtp_host=127.0.0.1", "--set", "smtp_port=sink"]
        self.run("add-inbox", "--channel", "email", "--name", "Почта", "--address", MAILBOX, *outgoing)
        self.run("add-inbox", "--channel", "chat", "--name", "Чат", "--address", "shop")
        return "anna@shop.example", PASSWORD

    def start(self) -> None:
        """Serve; the second time on the same ports."""
        ports = [str(self.line.get(name, 0)) for name in ("port", "mail_port")]
        where = ["--data", str(self.folder), *self._database, "--port", ports[0], "--mail-port", ports[1]]
        (typed, keyboard), (screen, printed) = one_way(), one_way()
        self._process = start_apart(self.folder / "log", _serve, ["--clock", "http", *where], typed, printed)
        for end in (typed, printed):
            end.close()  # they are the program's
        for end in (keyboard, screen):
            self._stack.enter_context(end)
        self._stack.callback(_end, self._process)
        os.write(keyboard.fileno(), json.dumps({"key": KEY}).encode() + b"\n")
        with os.fdopen(os.dup(screen.fileno()), "rb") as lines:
            said = lines.readline()
        assert said, self.log()
        self.line = json.loads(said)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.join()

    def advance(self, seconds: float) -> None:
        """Move its clock."""
        answer = requests.post(f"{self.url}/clock", json={"advance_s": seconds}, timeout=30)
        assert answer.status_code == 200, answer.text

    @property
    def url(self) -> str:
        """Its API."""
        return f"http://127.0.0.1:{self.line['port']}"

    @property
    def sink(self) -> Sink:
        """What it has sent."""
        return Sink(self.url)

    def log(self) -> str:
        """The last it wrote."""
        path = self.folder / "log"
        return path.read_text("utf-8")[-4_000:] if path.exists() else ""


def _serve(argv: list[str], typed: Connection, printed: Connection) -> None:
    """What ``deskhand-server serve --trial`` is, over there; ``typed`` and ``printed`` are its standard streams."""
    from app.server.main import main

    os.dup2(typed.fileno(), 0)
    os.dup2(printed.fileno(), 1)
    typed.close()
    printed.close()
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.exit(main(["serve", "--trial", *argv]))


def _end(process: ForkServerProcess) -> None:
    """In order, and after ten seconds in any case."""
    process.terminate()
    process.join(10)
    if process.exitcode is None:
        process.kill()
        process.join()
