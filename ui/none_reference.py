"""Keeps Python 3.11 alive under PySide6 6.12, which gives back one reference to ``None`` too many."""

import ctypes
import sys

_PLENTY = 1 << 60
_IMMORTAL_SINCE = (3, 12)


def keep_none() -> None:
    """Give ``None`` so many references that no program uses them up; harmless when called again.

    WORKAROUND: PySide6 6.12.0 counts on the immortal ``None`` of Python 3.12 (PEP 683). On 3.11 every call of
    a Qt method that returns nothing takes a reference away, and the process ends with "Fatal Python error:
    none_dealloc" after some thousand calls. ``tests/ui/test_none_reference.py`` says when this can go.
    """
    if sys.version_info < _IMMORTAL_SINCE and sys.getrefcount(None) < _PLENTY // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += _PLENTY
