"""How other threads reach the main one: a call is left there, and made there if whoever is called still lives.

No thread but the main one touches an object of the screen. A signal emitted elsewhere reads its sender while the main
thread may be deleting it, and the process dies of that: neither a lock of Python nor an ``except`` is in between.
"""

import atexit
import threading
from collections import deque
from collections.abc import Callable
from functools import cache, partial
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid


class Line:
    """Calls a method of a ``QObject`` on the main thread, from any thread, as long as that object lives.

    On the main thread itself the call is made at once. A line keeps nobody alive and may be kept by anybody.
    """

    def __init__(self, method: Callable[..., None]) -> None:
        """Main thread."""
        self._method: WeakMethod[Any] = WeakMethod(method)
        self._post = _post()

    def __call__(self, *values: Any) -> None:
        if threading.get_ident() == self._post.main:
            self._call(*values)
        else:
            self._post.put(partial(self._call, *values))

    def _call(self, *values: Any) -> None:
        method = self._method()
        if method is not None and isValid(method.__self__):
            method(*values)


class Held:
    """Something a thread uses, let go on the main thread: it may hold the last reference to a window."""

    def __init__(self, it: Any) -> None:
        self.it = it
        self._post = _post()

    def let_go(self) -> None:
        """Any thread; it is used no more."""
        self._post.put(self._clear)

    def _clear(self) -> None:
        self.it = None


class _Post(QObject):
    """The one object of Qt that other threads touch: nobody deletes it while they may."""

    _came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.main = threading.get_ident()
        self._calls: deque[Callable[[], None]] = deque()
        self._open = True
        self._lock = threading.RLock()
        self._came.connect(self._make, Qt.ConnectionType.QueuedConnection)
        atexit.register(self._close)  # before that of PySide, which deletes every object

    def put(self, call: Callable[[], None]) -> None:
        """Have it made on the main thread, after those before it. Any thread; after the end of the program nothing."""
        with self._lock:
            if self._open:
                self._calls.append(call)
                self._came.emit()

    def _close(self) -> None:
        with self._lock:
            self._open = False

    @Slot()
    def _make(self) -> None:
        self._calls.popleft()()


@cache
def _post() -> _Post:
    return _Post()
