"""Gives memory back to the system: what was freed between things still in use glibc keeps for later."""

import ctypes
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

GIVE_MS = 5_000
"""So often: it takes a fifth of a millisecond while there is little, two for ten megabytes."""


def give_back_here(parent: "QObject") -> None:
    """As long as ``parent`` lives; other systems than Linux do it themselves."""
    if sys.platform == "linux":
        from PySide6.QtCore import QTimer

        timer = QTimer(parent, interval=GIVE_MS)
        timer.timeout.connect(give_back)
        timer.start()


def give_back() -> bool:
    """At once, past the interpreter's lock; False when there was nothing, or this C library knows no way."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(ctypes.c_size_t(0)))
