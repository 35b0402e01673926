"""Presses keys in an idle window and tells how long it took until the answer was painted."""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

IDLE_S = 4.0
"""The engine's threads have imported everything and wait."""

PATIENCE_S = 5.0


def install(watch: Any, tell: Any) -> None:
    """When the panes are there and all is quiet: steps through the list, then notes."""

    def later() -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(int(IDLE_S * 1_000), lambda: _drive(watch, tell))

    watch.on_attached = later


def _drive(watch: Any, tell: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    count = int(os.environ["BENCH_COUNT"])
    view = watch.window.desk_view
    pane, composer = view.workspace.list_pane, view.screens.composer
    timeline = view.screens.conversation.timeline.model()
    changed = [0.0]
    for signal in (timeline.rowsInserted, timeline.modelReset):
        signal.connect(lambda *_: changed.append(time.monotonic()))
    pane.focus_list()
    steps, notes = [], []
    for turn in range(count):
        key = Qt.Key.Key_Down if turn % 40 < 20 else Qt.Key.Key_Up
        steps.append(_took(watch, changed, partial(QTest.keyClick, pane.view, key)))
        QTest.qWait(30)
    for turn in range(count):
        composer.note()
        composer.note_editor.insertPlainText(f"Заметка {turn}: клиент ждёт звонка после шести.")
        QTest.qWait(400)  # the draft is written 300 ms after the last key
        notes.append(_took(watch, changed, composer.send))
        QTest.qWait(30)
    tell("acted", steps=steps, notes=notes)


def _took(watch: Any, changed: list[float], act: Callable[[], object]) -> float:
    """Milliseconds until the timeline was painted after it had changed."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    began = time.monotonic()
    act()
    while time.monotonic() - began < PATIENCE_S:
        painted = watch.timeline_painted[-1] if watch.timeline_painted else 0.0
        if painted > changed[-1] > began:
            return (painted - began) * 1_000
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    raise TimeoutError("nothing was painted")
