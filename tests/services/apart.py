"""Processes that start at once: forked from one that has imported the desk and the server, never from this one."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.services.apart_imports"])


def pipe() -> tuple[Connection, Connection]:
    """Two ends of a line; one may be given to a process."""
    return _context.Pipe()


def one_way() -> tuple[Connection, Connection]:
    """A line in one direction: the end that hears, and the one that speaks."""
    return _context.Pipe(duplex=False)


def start_apart(log: Path, work: Callable[..., None], *args: Any) -> ForkServerProcess:
    """Run ``work`` in a process of its own, in the environment of now; what it says goes to ``log``.

    It ends with us, however we end.
    """
    process = _context.Process(target=_run, args=(log, dict(os.environ), work, args), daemon=True)
    process.start()
    return process


def _run(log: Path, environment: dict[str, str], work: Callable[..., None], args: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    threading.Thread(target=_end_with_us, name="end with the test run", daemon=True).start()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    work(*args)


def _end_with_us() -> None:
    """The process that forked this one outlives a test run that was killed; the run itself is whom to watch."""
    run = multiprocessing.parent_process()
    if run is not None:
        run.join()
        os._exit(1)


def killed(process: ForkServerProcess, within_s: float) -> bool:
    """Wait for the end of a process; whether it was killed. One that does not end is ended, and was not."""
    process.join(within_s)
    if process.exitcode is None:
        process.kill()
        process.join()
        return False
    return process.exitcode == -signal.SIGKILL
