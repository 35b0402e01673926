"""Parts of the window are made where they will stand: each step into a window styles a part and all in it anew."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController


class Styled(QObject):
    """Counts how often a part was told that its style is another one."""

    times = 0

    def eventFilter(self, _part: QObject, event: QEvent) -> bool:
        self.times += event.type() is QEvent.Type.StyleChange
        return False


@pytest.fixture
def frame(qtbot, qapp, tmp_path):
    made = MainWindow(
        ThemeController(qapp), LayoutStore(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    )
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.detach()
    made.close()
    made.deleteLater()


def test_no_part_of_the_window_is_styled_again_and_again_while_it_is_made(frame):
    before = len(frame.findChildren(QWidget))
    bridge, styled = DeskBridge(FakeDesk(), frame), Styled()
    QApplication.instance().installEventFilter(styled)
    frame.attach(bridge, build_screens(bridge, frame.show_list(bridge)))
    QApplication.instance().removeEventFilter(styled)
    parts = len(frame.findChildren(QWidget)) - before
    assert parts < styled.times < 2 * parts
