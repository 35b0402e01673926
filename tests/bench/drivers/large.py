"""Works in a full window: opens conversations by a click, goes from view to view, types."""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench.drivers.plain import PlainWork
from tests.living import live

IDLE_S = 4.0
REST_MS = 60
PATIENCE_S = 5.0
VIEWS = (2, 6, 1)
"""Places of the rail: nobody's, the first queue, mine; the window begins with mine."""


def install(watch: Any, tell: Any) -> None:
    """When the panes are there and all is quiet."""

    def later() -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(int(IDLE_S * 1_000), lambda: _drive(watch, tell))

    watch.on_attached = later


def _drive(watch: Any, tell: Any) -> None:
    from PySide6.QtTest import QTest

    count = int(os.environ["BENCH_COUNT"])
    view = watch.window.desk_view
    workspace, screens = view.workspace, view.screens
    rows, timeline = workspace.list_pane.view, screens.conversation.timeline
    plain, floor = PlainWork(), []
    went = []
    for turn in range(count):
        floor.append(plain.took())
        live(REST_MS)
        go = partial(workspace.rail.go_to, VIEWS[turn % len(VIEWS)])
        went.append(took(go, rows.model().modelReset, rows.viewport()))
        live(REST_MS)
    opened = []
    for turn in range(count):
        floor.append(plain.took())
        live(REST_MS)
        click = partial(_click, rows, 1 + turn % 8)
        opened.append(took(click, timeline.model().modelReset, timeline.viewport()))
        live(REST_MS)
    screens.composer.reply()
    editor = screens.composer.reply_editor
    typed = []
    for turn in range(count):
        press = partial(QTest.keyClick, editor, "абвгд "[turn % 6])
        typed.append(took(press, editor.document().contentsChanged, editor.viewport()))
        live(REST_MS)
    tell("worked", switched=went, opened=opened, typed=typed, plain=floor)


def _click(rows: Any, row: int) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    at = rows.visualRect(rows.model().index(row, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)


def took(act: Callable[[], object], changed: Any, shown: Any) -> float:
    """Milliseconds until a part was painted after ``changed`` had been emitted."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject

    is_changed, painted = [False], [False]

    class Look(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            painted[0] |= is_changed[0] and event.type() is QEvent.Type.Paint
            return False

    look = Look()
    hear = changed.connect(lambda *_: is_changed.__setitem__(0, True))
    shown.installEventFilter(look)
    loop, began = QEventLoop(), time.monotonic()
    act()
    while not painted[0] and time.monotonic() - began < PATIENCE_S:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    took = time.monotonic() - began
    shown.removeEventFilter(look)
    changed.disconnect(hear)
    if not painted[0]:
        raise TimeoutError("nothing was painted")
    return took * 1_000
