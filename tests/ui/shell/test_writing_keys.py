"""Keys while one writes, in the window with its real shortcuts: what is shown is what holds, whatever was chosen."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.commands.message import Reply
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.shell.key_book import KeyBook

_Key, _Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture(autouse=True)
def _designed_keys():
    yield
    KeyBook()


@pytest.fixture
def composer(window, desk, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made = window.desk_view.screens.composer
    write_in(window, desk, EMMA)
    return made


def write_in(window, desk, number):
    window.desk_view.navigator.open(talk_of(desk, number).id)
    window.desk_view.screens.composer.set_seen(10**6)
    window.desk_view.screens.composer.reply()


def press(window, key, held=_Held.NoModifier):
    QTest.keyClick(window.windowHandle(), key, held)


def replies(desk):
    return [it for it in desk.submitted if isinstance(it, Reply)]


def test_bold_and_italic_have_keys_of_their_own_and_the_filter_keeps_its(window, composer):
    editor = composer.reply_editor
    editor.insert("very good")
    editor.selectAll()
    press(window, _Key.Key_B, _Held.ControlModifier)
    assert editor.text == "**very good**"
    editor.selectAll()
    press(window, _Key.Key_F9, _Held.ShiftModifier)
    assert editor.text == "_**very good**_"
    assert editor.hasFocus()
    press(window, _Key.Key_I, _Held.ControlModifier)
    assert editor.text == "_**very good**_"
    assert not editor.hasFocus()


def test_their_menu_and_their_actions_show_the_keys_that_hold(window, composer):
    def shown() -> list[str]:
        composer.aids.marks.fill()
        return [it.text() for it in composer.aids.marks.menu.actions()]

    assert shown()[:2] == ["Bold\tCtrl+B", "Italic\tShift+F9"]
    window.keys.set_key("italic", "Ctrl+Alt+K")
    window.keys.set_key("bold", "")
    assert shown()[:2] == ["Bold", "Italic\tCtrl+Alt+K"]
    composer.reply_editor.insert("x")
    composer.reply_editor.selectAll()
    press(window, _Key.Key_B, _Held.ControlModifier)
    assert composer.reply_editor.text == "x"
    press(window, _Key.Key_K, _Held.ControlModifier | _Held.AltModifier)
    assert composer.reply_editor.text == "_x_"


def test_a_key_that_was_taken_from_sending_sends_no_more_and_another_does(window, composer, desk):
    window.keys.set_key("send", "")
    window.keys.set_key("send-status", "")
    composer.reply_editor.insert("Hello")
    for held in (_Held.ControlModifier, _Held.AltModifier, _Held.ControlModifier | _Held.KeypadModifier):
        press(window, _Key.Key_Enter if held & _Held.KeypadModifier else _Key.Key_Return, held)
    assert replies(desk) == []
    assert composer.reply_editor.text.strip() == "Hello"
    assert composer.send_button.toolTip() == ""
    window.keys.set_key("send", "Alt+Return")
    press(window, _Key.Key_Return, _Held.AltModifier)
    assert len(replies(desk)) == 1


def test_enter_beside_the_digits_sends_as_the_other_does(window, composer, desk):
    composer.reply_editor.insert("Hello")
    press(window, _Key.Key_Enter, _Held.ControlModifier | _Held.KeypadModifier)
    assert len(replies(desk)) == 1


def test_the_clipboard_is_pasted_as_a_picture_by_a_key_without_control_and_shift(window, composer, qtbot):
    QGuiApplication.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    press(window, _Key.Key_V, _Held.ControlModifier | _Held.ShiftModifier)
    assert not composer.files.named()
    assert composer.files.is_empty
    press(window, _Key.Key_F3, _Held.ShiftModifier)
    qtbot.waitUntil(lambda: len(composer.files.named()) == 1)
    QGuiApplication.clipboard().clear()  # it crashes at the end of a program without a screen


def test_in_a_chat_nothing_is_bold_and_it_says_so(window, composer, desk):
    write_in(window, desk, MARINA)
    composer.reply_editor.insert("x")
    composer.flush()  # that it is saved is said, too
    press(window, _Key.Key_B, _Held.ControlModifier)
    assert composer.reply_editor.text == "x"
    assert composer.face.hint.text == "Only a letter has bold, italic, lists and links."


def test_the_key_that_sends_is_the_calls_while_one_is_in_its_notes(window, composer, desk):
    """By its own key, too: what was typed to the customer must not leave from there."""
    from app.domain.call import Direction
    from app.language.phone import CallLink

    window.keys.set_key("send", "Ctrl+F12")
    composer.reply_editor.insert("Hello")
    calls = window.desk_view.calls
    calls.begin(CallLink("+79990001122", Direction.IN))
    calls.answer()
    calls.panel.notes.setFocus()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, _Key.Key_F12, _Held.ControlModifier)
    event.ignore()
    QApplication.sendEvent(calls.panel, event)
    assert event.isAccepted()
    plain = QKeyEvent(QEvent.Type.ShortcutOverride, _Key.Key_Return, _Held.ControlModifier)
    plain.ignore()
    QApplication.sendEvent(calls.panel, plain)
    assert not plain.isAccepted()
