"""Imports Qt as it is cheapest: PySide6 does much at its import that a running program has no use for."""

import builtins
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ui.quick_enum import make_enums_quickly
from ui.whole_error import keep_errors_whole

_SIGNATURES = "shibokensupport."
"""Where PySide6 keeps what it knows of signatures, and the generator of its stubs."""


def import_qt(*parts: str) -> None:
    """Import these parts of PySide6, keep Python's own import, and errors whole; again it changes nothing.

    WORKAROUND: PySide6 puts an ``__import__`` in its place that reads the source of every later module
    (23 MB, 80 ms); none of ours uses ``from __feature__``.
    """
    make_enums_quickly()
    own = builtins.__import__
    with _patterns_made_late():
        for part in parts:
            import_module(f"PySide6.{part}")
    builtins.__import__ = own
    keep_errors_whole()


@contextmanager
def _patterns_made_late() -> Iterator[None]:
    """What PySide6 itself wants compiled meanwhile is compiled when it is first looked with.

    WORKAROUND: at its import PySide6 6.12 compiles three expressions of nested brackets, 12 ms each: to write stubs
    with, and to take signatures apart for the words of a ``TypeError``.
    """
    own = re.compile

    def late(pattern: Any, flags: Any = 0) -> Any:
        asking = sys._getframe(1).f_globals["__name__"]  # noqa: SLF001  whose the expression is
        return _LatePattern(pattern, flags) if asking.startswith(_SIGNATURES) else own(pattern, flags)

    re.compile = late
    try:
        yield
    finally:
        re.compile = own


class _LatePattern:
    """A pattern whose methods can be taken before it is compiled; it has nothing else."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def look(*values: Any, **named: Any) -> Any:
            return getattr(re.compile(*self._given), method)(*values, **named)

        return look
