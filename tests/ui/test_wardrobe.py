"""What the person chose is worn at once, and nothing else changes with it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QComboBox, QMenu, QWidget
from shiboken6 import Shiboken

from app.client.settings import Settings
from ui.preferences import Preferences
from ui.settings.dialog import SettingsDialog
from ui.shell.layout import LayoutStore
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController
from ui.translation import language, set_language
from ui.wardrobe import Wardrobe


@pytest.fixture
def wardrobe(qapp, theme_controller: ThemeController, tmp_path):
    made = Wardrobe(qapp, theme_controller, tmp_path, "ru")
    yield made
    made.change(replace(made.settings, language="en"))
    made.deleteLater()
    set_language("en")


def test_larger_text_leaves_the_language_of_this_run_as_it_is(wardrobe, theme_controller: ThemeController):
    theme_controller.set_text_percent(125)
    assert (wardrobe.settings.text_size, language()) == (125, "ru")
    wardrobe.change(replace(wardrobe.settings, theme="dark"))
    assert language() == "ru"


def test_another_language_that_is_chosen_wins(wardrobe):
    wardrobe.change(replace(Settings(), language="en"))
    assert language() == "en"


def test_a_window_that_goes_while_others_are_told_of_the_language_breaks_nothing(qtbot, wardrobe):
    told: list[str] = []
    boxes: list[QComboBox] = []

    class Box(QComboBox):
        """Makes its list anew, as one does whose words have changed."""

        def __init__(self) -> None:
            super().__init__()
            self.setObjectName(f"box {len(boxes)}")
            self.menu = QMenu(self)

        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.LanguageChange:
                told.append(self.objectName())
                Shiboken.delete(self.menu)
                self.menu = QMenu(self)
            super().changeEvent(event)

    for _ in range(3):
        boxes.append(box := Box())
        qtbot.addWidget(box)
        box.show()
    for chosen in ("en", "ru", "en"):
        wardrobe.change(replace(wardrobe.settings, language=chosen))
    assert {told.count(box.objectName()) for box in boxes} == {3}


def test_nobody_is_told_of_the_language_while_it_stays_the_same(qtbot, wardrobe, theme_controller: ThemeController):
    told: list[QEvent.Type] = []

    class Window(QWidget):
        def changeEvent(self, event: QEvent) -> None:
            told.append(event.type())

    qtbot.addWidget(window := Window())
    window.show()
    theme_controller.set_text_percent(125)
    wardrobe.change(replace(wardrobe.settings, theme="dark"))
    assert QEvent.Type.StyleChange in told
    assert QEvent.Type.LanguageChange not in told


def test_a_disk_that_takes_nothing_is_told_of_and_what_was_chosen_is_worn(qtbot, qapp, theme_controller, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    made = Wardrobe(qapp, theme_controller, blocked, "en")
    with qtbot.waitSignal(made.unkept) as told:
        made.change(replace(made.settings, theme="dark"))
    assert told.args[0]
    assert made.settings.theme == "dark"
    made.deleteLater()


def test_settings_that_could_not_be_kept_are_told_of_in_the_dialog(qtbot, qapp, theme_controller, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    made = Wardrobe(qapp, theme_controller, blocked, "en")
    window = MainWindow(theme_controller, LayoutStore(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)))
    qtbot.addWidget(window)
    preferences = Preferences(made, window, tmp_path, window)
    said = []

    def choose() -> None:
        dialog = window.findChild(SettingsDialog)
        dialog.changed.emit(replace(made.settings, text_size=110))
        said.append(dialog.told.text())
        dialog.reject()

    QTimer.singleShot(0, choose)
    preferences.show()
    assert said[0].startswith("This could not be saved: ")
    assert window.status.sentence == said[0]
    made.deleteLater()
