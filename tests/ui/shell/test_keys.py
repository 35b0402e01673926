"""Keys: each does something or is known to be missing; each can be another one; held Ctrl shows them."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.client.settings import SettingGroup, Settings
from app.client.view import View, ViewKind
from ui.composer.new_letter import _address_needed
from ui.conversation_list.words import empty_words
from ui.shell import keymap
from ui.shell.key_book import KeyBook, may_switch_layout, types_a_letter
from ui.shell.keymap import keyed_actions
from ui.shell.keys_page import KeysPage
from ui.shell.letter_keys import meant_by
from ui.widgets.key_badge import own_key

MISSING = {
    "reply-other", "kb", "hint-apply",
    "hint-skip", "stage-next", "stage-prev", "answer", "decline", "mute", "hold", "transfer", "hangup", "dial",
}  # fmt: skip
"""Keys of the design whose action is not built yet; whoever builds one takes it out here."""


@pytest.fixture(autouse=True)
def _designed_keys():
    yield
    KeyBook()


@pytest.fixture
def page(qtbot, window):
    made = window.settings_pages()[SettingGroup.KEYS]
    qtbot.addWidget(made)
    made.show()
    return made


def choose(page: KeysPage, action_id: str) -> None:
    page.table.selectRow(page.table._ids.index(action_id))


def test_every_key_of_the_design_does_something_or_is_known_to_be_missing(window):
    there = window.shortcuts.actions
    assert {it for it in keyed_actions() if it not in there} <= MISSING
    for action_id, action in there.items():
        connected = action.receivers("2triggered(bool)") > 0
        assert connected, f"{action_id} is in a menu and does nothing"


def test_an_action_that_cannot_be_done_says_why(window):
    menu = window.shortcuts._menus["edit"]
    menu.aboutToShow.emit()
    assert window.shortcuts["undo-send"].toolTip() == "Nothing is leaving that could be taken back."
    assert window.shortcuts["palette"].toolTip() == "Command palette"


def test_another_key_works_at_once_is_kept_and_is_named_on_buttons(window, tmp_path):
    book = KeyBook(tmp_path)
    book.set_key("solve", "Ctrl+Y")
    window.shortcuts.take_keys(book)
    assert window.shortcuts["solve"].shortcut() == QKeySequence("Ctrl+Y")
    assert own_key("Ctrl+E") == "Ctrl+Y"
    assert KeyBook(tmp_path).key("solve") == "Ctrl+Y"
    book.reset()
    assert (book.key("solve"), own_key("Ctrl+E")) == ("Ctrl+E", "Ctrl+E")


def test_nonsense_in_the_file_of_keys_is_no_key(tmp_path):
    for text in ("[", "[]", '{"solve": 3}'):
        (tmp_path / "keys.json").write_text(text)
        assert KeyBook(tmp_path).key("solve") == "Ctrl+E"


def test_a_key_that_is_taken_says_by_whom_and_moves_when_it_is_set_all_the_same(window, page):
    choose(page, "assign")
    page.edit.setKeySequence(QKeySequence("Ctrl+E"))
    assert page.said.text() == "“Solve” has this key and loses it when you set it here."
    page.set_button.click()
    assert window.shortcuts["assign"].shortcut() == QKeySequence("Ctrl+E")
    assert window.shortcuts["solve"].shortcut().isEmpty()
    page.all_button.click()
    assert window.shortcuts["solve"].shortcut() == QKeySequence("Ctrl+E")


def test_a_letter_alone_is_no_key_for_it_would_be_typed(page):
    choose(page, "assign")
    page.edit.setKeySequence(QKeySequence("A"))
    assert not page.set_button.isEnabled()
    assert page.said.text()
    assert types_a_letter("Shift+A")
    assert not types_a_letter("F4")
    assert not types_a_letter("Ctrl+A")
    assert may_switch_layout("Ctrl+Shift+A")


def test_one_action_is_reset_and_one_can_have_no_key(window, page):
    choose(page, "rail")
    page.none_button.click()
    assert window.shortcuts["rail"].shortcut().isEmpty()
    page.reset_button.click()
    assert window.shortcuts["rail"].shortcut() == QKeySequence("F9")


def test_all_keys_are_exported_by_name(page, tmp_path):
    page.export(tmp_path / "keys.txt")
    assert "Ctrl+E\tSolve" in (tmp_path / "keys.txt").read_text().splitlines()


def test_an_action_is_found_by_name_and_by_key(page):
    page.search.setText("f9")
    shown = [row for row in range(page.table.rowCount()) if not page.table.isRowHidden(row)]
    assert [page.table._ids[row] for row in shown] == ["italic", "rail", "greet"]


def test_every_cell_of_the_sheet_says_something_also_where_there_is_no_key(page):
    table = page.table
    cells = [table.item(row, column) for row in range(table.rowCount()) for column in range(2)]
    told = [it.data(Qt.ItemDataRole.AccessibleTextRole) or it.text() for it in cells]
    assert "No key" in told
    assert all(told)


def test_keys_show_at_their_places_while_ctrl_is_held_alone(qtbot, window):
    window.activateWindow()
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.badges.isVisible)
    assert {"Ctrl+1", "Ctrl+2"} <= {key for _rect, key in window.badges.places}
    QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Control)
    assert window.badges.isHidden()


def test_ctrl_with_another_key_shows_nothing_and_the_setting_ends_it(window):
    window.activateWindow()
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    assert window.badges._held.isActive()
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert not window.badges._held.isActive()
    window.take_settings(Settings(key_badges=False))
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    assert not window.badges._held.isActive()


@pytest.mark.parametrize(
    ("letter", "code", "platform", "meant"),
    [
        ("j", 44, "linux", Qt.Key.Key_Down),
        ("л", 45, "linux", Qt.Key.Key_Up),
        ("о", 0x24, "win32", Qt.Key.Key_Down),
        ("ч", 0x2D, "win32", Qt.Key.Key_Space),
        ("j", 10, "linux", None),
    ],
)
def test_letters_in_lists_go_by_their_place_on_the_keyboard(letter, code, platform, meant):
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, code, 0, 0, letter)
    assert meant_by(event, platform) == meant


def test_letters_move_in_the_list_only_when_they_are_wanted(window):
    rows = window.desk_view.workspace.list_pane.view
    first = rows.currentIndex().row()
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, 44, 0, 0, "j")
    QApplication.sendEvent(rows, press)
    assert rows.currentIndex().row() == first
    window.take_settings(Settings(letter_keys=True))
    QApplication.sendEvent(rows, press)
    assert rows.currentIndex().row() == first + 1


def test_on_a_mac_its_own_keys_are_shown_where_parts_name_the_others(monkeypatch):
    monkeypatch.setattr(keymap, "sys", SimpleNamespace(platform="darwin"))
    book = KeyBook()
    assert [own_key(it) for it in ("Ctrl+D", "Ctrl+;", "F4", "Ctrl+N", "Shift+F9", "Shift+F3")] == [
        "Ctrl+Shift+A", "Ctrl+.", "Ctrl+Shift+I", "Ctrl+N", "Ctrl+Alt+E", "Ctrl+Shift+V",
    ]  # fmt: skip
    book.set_key("assign", "Ctrl+Y")
    assert own_key("Ctrl+D") == "Ctrl+Y"
    monkeypatch.undo()
    KeyBook()
    assert own_key("Ctrl+D") == "Ctrl+D"


def test_sentences_name_the_key_that_holds_and_read_well_without_one(window):
    book, zone = window.keys, window.desk_view.bridge.zone
    now = window.desk_view.bridge.now().astimezone(zone)
    said = {
        "promise": lambda: empty_words(View(ViewKind.PROMISES), None, now)[0],
        "followup": lambda: empty_words(View(ViewKind.FOLLOW_UPS), now, now)[0],
        "palette": _address_needed,
        "notifications": window.status.bell.toolTip,
    }
    for action_id, words in said.items():
        designed = keyed_actions()[action_id].key
        assert designed in words()
        book.set_key(action_id, "Ctrl+Alt+9")
        assert "Ctrl+Alt+9" in words()
        assert designed not in words()
        book.set_key(action_id, "")
        assert words().rstrip(".)").endswith(("request", "until a time", "by name", "Notifications"))


def test_a_disk_that_takes_nothing_is_told_of_and_keys_hold_all_the_same(qtbot, window, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    book = KeyBook(blocked)
    page = KeysPage(window.shortcuts, book)
    qtbot.addWidget(page)
    page.show()
    choose(page, "rail")
    page.none_button.click()
    assert book.key("rail") == ""
    assert page.said.text().startswith("This could not be saved: ")
    assert page.said.text().endswith("It holds until the program ends.")
    page.export(blocked / "keys.txt")
    assert page.said.text().startswith("Not saved: ")
    page.export(tmp_path / "keys.txt")
    assert page.said.text() == "Saved: keys.txt"
