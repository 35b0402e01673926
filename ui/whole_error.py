"""Keeps errors whole on Python 3.11 under PySide6 6.12, which dies of one that left an override as C had raised it."""

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

_WHOLE_SINCE = (3, 12)


def keep_errors_whole() -> None:
    """From here on an error in an override of any class to come is a bug that is reported; again it changes nothing.

    WORKAROUND: PySide6 6.12.0 takes the value of an error that leaves an override for an exception. Python 3.11 makes
    the exception only when somebody catches it: what C raised (an object that is gone, ``int("x")``, a division by
    zero) is a mere text till then, and the process ends with a segmentation fault in ``PepException_GetArgs``. Python
    3.12 has exceptions only. ``tests/ui/test_whole_error.py`` says when this can go.
    """
    if sys.version_info >= _WHOLE_SINCE:
        return
    from shiboken6 import Shiboken

    def guard(cls: type, /, **more: Any) -> None:
        super(Shiboken.Object, cls).__init_subclass__(**more)  # type: ignore[misc]
        called = [vars(base) for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
        for name, method in list(vars(cls).items()):
            if isinstance(method, FunctionType) and name[:2] != "__" and any(name in it for it in called):
                setattr(cls, name, _whole(method))

    Shiboken.Object.__init_subclass__ = classmethod(guard)  # type: ignore[assignment]


def _whole(override: Callable[..., Any]) -> Callable[..., Any]:
    """The same; what is raised in it has been caught once. It costs a sixth of a microsecond a call."""

    @wraps(override)
    def whole(*args: Any, **named: Any) -> Any:
        try:
            return override(*args, **named)
        except Exception:
            raise

    return whole
