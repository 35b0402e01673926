"""Keeps Python 3.11 alive under PySide6 6.12, which gives back references to ``None`` and ``True`` it never took."""

import ctypes
import sys

_PLENTY = 1 << 60
_IMMORTAL_SINCE = (3, 12)
_SMALL_NUMBERS = range(-5, 257)
"""What CPython keeps one copy of; immortal since 3.12 (PEP 683), like the rest below."""


def keep_constants() -> None:
    """Give Python's constants so many references that no program uses them up; harmless when called again.

    WORKAROUND: PySide6 6.12.0 counts on the immortal constants of Python 3.12 (PEP 683). On 3.11 every call of
    a Qt method that returns nothing takes a reference from ``None``, every ``Signal.emit`` one from ``True``,
    and the process ends with "Fatal Python error: none_dealloc" or "bool_dealloc" after some thousand calls.
    ``tests/ui/test_immortal.py`` says when this can go.
    """
    if sys.version_info >= _IMMORTAL_SINCE or sys.getrefcount(None) >= _PLENTY // 2:
        return
    for constant in (None, True, False, Ellipsis, NotImplemented, (), "", b"", *_SMALL_NUMBERS):
        ctypes.c_ssize_t.from_address(id(constant)).value += _PLENTY
