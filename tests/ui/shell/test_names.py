"""Everything one can press, type into or move in has a name, in both languages; every key does one thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.client.settings import Settings
from tests.fakes.desk import FakeDesk
from tests.ui.talk import MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.data_dialog import DataDialog
from ui.outbox.dialog import OutboxDialog
from ui.settings.dialog import SettingsDialog
from ui.shell.about import AboutDialog
from ui.shell.assign import AssignDialog
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow
from ui.translation import set_language

INTERACTIVE = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
LANGUAGES = ("ru", "en")


def unnamed(root: QWidget) -> list[str]:
    """Interactive widgets that a screen reader could not name; parts of Qt's own widgets are named by these."""
    found = []
    for widget in root.findChildren(QWidget):
        inside = widget.parentWidget()
        of_qt = isinstance(widget, QHeaderView) or isinstance(inside, QAbstractSpinBox | QComboBox | QLineEdit)
        of_qt = of_qt or widget.objectName().startswith("qt_")
        if not widget.isVisible():
            continue
        if not isinstance(widget, INTERACTIVE) or of_qt or isinstance(inside, QAbstractItemView):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text):
            chain = []
            at: QWidget | None = widget
            while at is not None and at is not root:
                chain.append(at.objectName() or type(at).__name__)
                at = at.parentWidget()
            found.append(" < ".join(chain))
    return found


@pytest.fixture(params=LANGUAGES)
def language(request) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.fixture
def window(qtbot, theme_controller, tmp_path: Path, language) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = MainWindow(theme_controller, LayoutStore(settings))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    desk = FakeDesk(locale=language)
    bridge = DeskBridge(desk, made)
    made.attach(bridge, build_screens(bridge, made.show_list(bridge)))
    made.desk_view.navigator.open(talk_of(desk, MARINA).id)
    QApplication.processEvents()
    yield made
    made.detach()


def test_everything_in_the_window_has_a_name(window):
    assert unnamed(window) == []


def test_everything_in_the_window_keeps_a_name_in_another_language(window, language):
    set_language("en" if language == "ru" else "ru")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert unnamed(window) == []


@pytest.mark.parametrize("make", [AboutDialog, lambda: SettingsDialog(Settings())])
def test_everything_in_a_dialog_has_a_name(qtbot, theme_controller, language, make):
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    assert unnamed(dialog) == []


def test_everything_in_the_desks_dialogs_has_a_name(qtbot, theme_controller, language):
    desk = FakeDesk(locale=language)
    bridge = DeskBridge(desk)
    card = desk.queries.card(talk_of(desk, MARINA).id)
    assert card is not None
    customer = desk.queries.customer(card.row.customer_id)
    assert customer is not None
    for dialog in (OutboxDialog(bridge), AssignDialog(bridge, print), DataDialog(bridge, customer)):
        qtbot.addWidget(dialog)
        bridge.setParent(dialog)
        dialog.show()
        assert unnamed(dialog) == []
        assert all(button.text() for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons())


def test_every_menu_entry_has_a_letter_of_its_own(window):
    menus = [action.menu() for action in window.bar.actions()]
    assert len({_letter(menu.title()) for menu in menus}) == len(menus)
    for menu in menus:
        shown = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
        letters = [_letter(action.text()) for action in shown]
        marked = [letter for letter in letters if letter]
        assert len(set(marked)) == len(marked)
        assert all(letters), [action.text() for action in shown]


def test_every_key_does_one_thing(window):
    keys = [action.shortcut().toString() for action in window.findChildren(QAction) if not action.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if "Ctrl+Shift" in key]  # a desk may switch its layout by it
    assert {"Ctrl+E", "Ctrl+D", "Ctrl+Return", "F4", "F6", "F8", "F9", "F11"} <= set(keys)


def _letter(text: str) -> str:
    plain = text.replace("&&", "")
    return plain[plain.index("&") + 1].casefold() if "&" in plain else ""
