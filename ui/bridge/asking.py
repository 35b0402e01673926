"""Asks the server on a thread; the answer comes back to whoever still wants it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.bridge.background import Background


def ask(keeper: QObject, work: Callable[[], Any], answered: Callable[[Any], None]) -> None:
    """Run ``work``; ``answered`` is a slot of a ``QObject``. ``keeper`` outlives whatever window asked."""
    asking = Background(work, keeper)
    asking.done.connect(answered)
    asking.start()
