"""What of Qt is still alive: running threads, active timers and windows made by Python code."""

import gc
import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

OF_QT = {"QTipLabel", "QComboBoxPrivateContainer"}
"""Windows that Qt makes for itself and keeps."""

PATIENCE_S = 5.0


def living() -> dict[int, str]:
    """Everything that works or is shown by itself: the identity and a word about each."""
    found = {}
    for thing in Shiboken.getAllValidWrappers():
        if isinstance(thing, QObject) and (word := _word(thing)):
            found[id(thing)] = word
    return found


def left_behind(before: set[int]) -> list[str]:
    """What lives now and did not ``before``, after everything already released had its chance to go."""
    for late in (False, True):
        if late:
            _let_threads_end()
            gc.collect()
        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = [word for identity, word in living().items() if identity not in before]
        if not left:
            return []
    return sorted(left)


def _let_threads_end() -> None:
    """What a thread works with is let go on this one, a turn of the loop after it has ended."""
    for thread in threading.enumerate():
        if thread.name == "background":
            thread.join(PATIENCE_S)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)


def _word(thing: QObject) -> str:
    if isinstance(thing, QThread):
        running = thing.isRunning() and thing is not QThread.currentThread()
        return f"running {_name(thing)}" if running and not thing.isFinished() else ""
    if isinstance(thing, QTimer):
        return f"active {_name(thing)} of {_name(thing.parent())}" if thing.isActive() else ""
    if isinstance(thing, QWidget) and thing.isWindow() and thing.parent() is None:
        return "" if thing.metaObject().className() in OF_QT else f"window {_name(thing)}"
    return ""


def _name(thing: QObject | None) -> str:
    if thing is None:
        return "nobody"
    return f"{type(thing).__name__} {thing.objectName()!r}"
