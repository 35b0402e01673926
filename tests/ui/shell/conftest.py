"""The whole window over the fake desk."""

import pytest
from PySide6.QtCore import QSettings

from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow
from ui.translation import set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def window(qtbot, theme_controller, tmp_path, desk):
    store = LayoutStore(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made = MainWindow(theme_controller, store)
    made.resize(1440, 900)
    made.show()
    bridge = DeskBridge(desk, made)
    made.attach(bridge, build_screens(bridge, made.show_list(bridge)))
    qtbot.waitUntil(lambda: made.desk_view.workspace.rail.width() == 196)
    yield made
    made.detach()
    made.close()
    made.deleteLater()
