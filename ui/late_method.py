"""Makes the methods of values late: those of hundreds of classes stand before the first list (decisions/0081)."""

import dataclasses
import sys
from collections.abc import Callable
from typing import Any

_EAGER = (3, 11)
"""The Python whose way is slow, and whose methods are made here."""

_python_makes: Any = vars(dataclasses).get("_create_fn")


def make_methods_late() -> None:
    """From here on a method of a dataclass is compiled when it is first called; again it changes nothing.

    WORKAROUND: ``dataclass(frozen=True)`` of Python 3.11 writes six methods as text and compiles each by itself, 1.3 ms
    a class. Of most classes none is called in a start, of the others one or two. ``tests/ui/test_late_method.py`` shows
    that values behave the same. Measure again with another Python: 3.13 compiles all six at once.
    """
    if sys.version_info[:2] == _EAGER:
        vars(dataclasses)["_create_fn"] = _late


def _late(name: str, *text: Any, **more: Any) -> Callable[..., Any]:
    """Like ``dataclasses._create_fn``: a method that makes the true one, has it take its place, and calls it."""
    made: Callable[..., Any] | None = None

    def late(self: Any, /, *values: Any, **named: Any) -> Any:
        nonlocal made
        if made is None:
            made = _python_makes(name, *text, **more)
            made.__qualname__ = late.__qualname__
            _replace(type(self), late, made)
        return made(self, *values, **named)

    late.__name__ = name
    late.__qualname__ = f"__create_fn__.<locals>.{name}"  # as Python's own; the class gives it another
    return late


def _replace(kind: type, late: Callable[..., Any], made: Callable[..., Any]) -> None:
    """In the class that has it; ``repr`` stays as it is, Python has wrapped it."""
    for owner in kind.__mro__:
        if vars(owner).get(late.__name__) is late:
            setattr(owner, late.__name__, made)
            return
