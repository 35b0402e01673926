"""Waiting as the program waits: with the window alive and its other threads at work."""


def live(milliseconds: int) -> None:
    """Let the window live that long.

    ``QTest.qWait`` keeps the interpreter's lock while it sleeps: no other thread of the program does anything then.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
