"""Presses keys in an idle window and tells how long it took until the answer was painted."""

import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench.drivers.plain import PlainWork
from tests.living import live

IDLE_S = 4.0
"""The engine's threads have imported everything and wait."""

PATIENCE_S = 5.0
NEW_TALKS = 2_000


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
    stop = _bootstrap(view) if os.environ.get("BENCH_BOOTSTRAP") else None
    steps, notes = [], []
    plain, floor = PlainWork(), []
    for turn in range(count):
        floor.append(plain.took())
        live(30)
        key = Qt.Key.Key_Down if turn % 40 < 20 else Qt.Key.Key_Up
        steps.append(_took(watch, changed, partial(QTest.keyClick, pane.view, key)))
        live(30)
    for turn in range(count):
        composer.note()
        composer.note_editor.insertPlainText(f"Заметка {turn}: клиент ждёт звонка после шести.")
        live(400)  # the draft is written 300 ms after the last key
        notes.append(_took(watch, changed, composer.send))
        live(30)
    pages = stop() if stop else 0
    tell("acted", steps=steps, notes=notes, plain=floor, pages=pages)


def _bootstrap(view: Any) -> Callable[[], int]:
    """Pages come as fast as they are applied, on a thread like the one that fetches them; returns what ends it."""
    from tests.bench.profile import pages
    from tests.builders import wire

    machine, ended, count = view.bridge.desk._machine, threading.Event(), [0]
    cache, told = machine._opened(), view.bridge.desk.touched
    # made before: to make up thousands of messages takes the interpreter longer than to apply them
    prepared = [wire.page(*ops, cursor="0", more=True, logs=logs) for ops, logs in pages(NEW_TALKS, first=50_000)]

    def fetch() -> None:
        while not ended.is_set():
            for each in prepared:
                if ended.is_set():
                    return
                at = machine._writer.ask(cache.position).cursor
                told(machine._writer.ask(lambda at=at, each=each: cache.apply_page(at, each, last_mid=None)))
                count[0] += 1

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()

    def stop() -> int:
        ended.set()
        thread.join()
        return count[0]

    return stop


def _took(watch: Any, changed: list[float], act: Callable[[], object]) -> float:
    """Milliseconds until the timeline was painted after it had changed."""
    from PySide6.QtCore import QEventLoop

    loop, began = QEventLoop(), time.monotonic()
    act()
    while time.monotonic() - began < PATIENCE_S:
        painted = watch.timeline_painted[-1] if watch.timeline_painted else 0.0
        if painted > changed[-1] > began:
            return (painted - began) * 1_000
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    raise TimeoutError("nothing was painted")
