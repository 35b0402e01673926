"""The real program in a process of its own, as a test drives it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.process import child

ROOT = Path(__file__).resolve().parents[2]


class DeskProcess:
    """Every method of ``tests.e2e.operator.Operator`` can be called here; it runs over there."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **more: self.call(name, *args, **more)

    def call(self, name: str, *args: Any, **more: Any) -> Any:
        """Ask the operator over there to do one thing; what it returns.

        Raises:
            AssertionError: it could not, or Qt complained, or the program broke or ended.
        """
        from tests.e2e import operator

        code = getattr(operator.Operator, name).__code__
        given = dict(zip(code.co_varnames[1 : code.co_argcount], args, strict=False)) | more
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": name, "with": given}).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the program ended with {self.process.wait(60)} at {name}{args}\n{self.tail()}"
        answer = json.loads(line)
        assert "error" not in answer, f"{name}{args}: {answer['error']}\n{self.tail()}"
        return answer["result"]

    def quit(self) -> None:
        """Close the window; it ends by itself, well."""
        self.call("quit")
        assert self.process.wait(60) == 0, self.tail()

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def tail(self) -> str:
        """The last it wrote to standard error."""
        return self.log.read_text("utf-8", "replace")[-4_000:]


@contextmanager
def running_desk(environment: Mapping[str, str], log: Path, *arguments: str) -> Iterator[DeskProcess]:
    """Start the program with these arguments in that environment, in the person's home: there it offers to save."""
    command = [sys.executable, "-m", "tests.e2e.station", *arguments]
    around = {
        **environment, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1",
        "PYTHONFAULTHANDLER": "1",
    }  # fmt: skip
    home, pipe = environment["HOME"], subprocess.PIPE
    with (
        log.open("ab") as errors,
        child(command, env=around, cwd=home, stdin=pipe, stdout=pipe, stderr=errors) as process,
    ):
        yield DeskProcess(process, log)
