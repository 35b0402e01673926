"""The list a start ends with: painted once, as whole as it stays."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication

from ui.bridge.desk_bridge import DeskBridge
from ui.shell.layout import LayoutStore
from ui.shell.skeleton import Skeleton
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController

TURNS = 6
"""Turns of the event loop in which parts are shown, laid out and deleted."""


class Paints(QObject):
    """Counts how often a part was painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


@pytest.fixture
def frame(qtbot, qapp, tmp_path):
    """The painted frame, before there is a desk."""
    controller = ThemeController(qapp)
    store = LayoutStore(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made = MainWindow(controller, store)
    made.show()
    qtbot.waitUntil(lambda: made.windowHandle().isExposed())
    turn()
    yield made
    made.detach()
    made.close()
    made.deleteLater()
    controller.deleteLater()


def turn() -> None:
    for _ in range(TURNS):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_list_of_a_start_is_painted_once_and_the_grey_lines_are_gone(desk, frame: MainWindow):
    paints = Paints(frame)
    frame.show_list(DeskBridge(desk, frame))
    shown = frame.centralWidget().list_pane.view
    shown.viewport().installEventFilter(paints)
    assert shown.model().rowCount() > 0
    turn()
    assert paints.count == 1
    assert frame.findChild(Skeleton) is None
    assert frame.updatesEnabled()
