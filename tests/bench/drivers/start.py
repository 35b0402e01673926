"""Watches a start: every paint of the list, and whether the event loop turned meanwhile."""

import time
from typing import Any

BEAT_MS = 20
WATCHED_MS = 2_500
"""How long after all panes are there the list is still watched."""


def install(watch: Any, tell: Any) -> None:
    """From the first frame on a timer beats; a while after the panes came everything is told at once."""
    beats: list[float] = []
    timers: list[Any] = []

    def begin() -> None:
        from PySide6.QtCore import QTimer

        if not timers:
            timers.append(QTimer(interval=BEAT_MS))
            timers[0].timeout.connect(lambda: beats.append(time.monotonic()))
            timers[0].start()

    def finish() -> None:
        timers[0].stop()
        tell("watched", paints=watch.list_painted, beats=beats)

    def attached() -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(WATCHED_MS, finish)

    watch.on_frame, watch.on_attached = begin, attached
