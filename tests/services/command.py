"""Commands of ``deskhand-server`` in this process: a command need not wait until everything is imported again."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from app.server.main import main


def run_command(*argv: str, line: str = "") -> str:
    """What it said; ``line`` is what is typed into it.

    Raises:
        AssertionError: it ended with a sentence about what is wrong.
    """
    told, wrong = io.StringIO(), io.StringIO()
    with _typed(line), _own_log(), redirect_stdout(told), redirect_stderr(wrong):
        code = main(argv)
    assert code == 0, wrong.getvalue()
    return told.getvalue().strip()


@contextmanager
def _typed(line: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.StringIO(line)
    try:
        yield
    finally:
        sys.stdin = before


@contextmanager
def _own_log() -> Iterator[None]:
    """The tests' log stays as it is: the program sends its own elsewhere."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
