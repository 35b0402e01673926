"""How a start puts the window together: the list is painted once and stays whole, parts are made where they stand."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from ui.bridge.desk_bridge import DeskBridge
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.skeleton import Skeleton
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController

TURNS = 6
"""Turns of the event loop in which parts are shown, laid out and deleted."""


class Counted(QObject):
    """Counts events of one type."""

    def __init__(self, parent: QObject, kind: QEvent.Type) -> None:
        super().__init__(parent)
        self.count, self._kind = 0, kind

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is self._kind
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
    paints = Counted(frame, QEvent.Type.Paint)
    frame.show_list(DeskBridge(desk, frame))
    shown = frame.centralWidget().list_pane.view
    shown.viewport().installEventFilter(paints)
    assert shown.model().rowCount() > 0
    turn()
    assert paints.count == 1
    assert frame.findChild(Skeleton) is None
    assert frame.updatesEnabled()


def test_no_part_of_the_window_is_styled_again_and_again_while_it_is_made(desk, frame: MainWindow):
    before = len(frame.findChildren(QWidget))
    bridge, styled = DeskBridge(desk, frame), Counted(frame, QEvent.Type.StyleChange)
    QApplication.instance().installEventFilter(styled)
    frame.attach(bridge, build_screens(bridge, frame.show_list(bridge)))
    QApplication.instance().removeEventFilter(styled)
    parts = len(frame.findChildren(QWidget)) - before
    assert parts < styled.count < 2 * parts
