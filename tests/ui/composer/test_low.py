"""In a window of few lines the talk has the room that nobody needs for writing, and no button is ever cut."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.ui.talk import MARINA
from ui.composer.composer import Composer


@pytest.fixture
def elsewhere(opened, qtbot):
    """A field beside the open composer, in such a window; it has the keyboard."""
    composer = opened(MARINA)
    window, field = QWidget(), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(composer)
    qtbot.addWidget(window)
    window.show()
    composer.set_fewest_lines(1)
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    yield field
    composer.setParent(None)


def tools_are_there(composer: Composer) -> bool:
    return composer.face.attach.isVisible() and composer.send_button.isVisible()


def test_tools_come_with_the_keyboard_and_go_with_it(composer, elsewhere, qtbot):
    assert not tools_are_there(composer)
    low = composer.sizeHint().height()
    composer.focus_text()
    qtbot.waitUntil(lambda: tools_are_there(composer))
    assert composer.sizeHint().height() > low + 30
    elsewhere.setFocus()
    qtbot.waitUntil(lambda: not tools_are_there(composer))


def test_what_is_written_can_be_sent_by_the_button_wherever_the_keyboard_is(composer, elsewhere):
    composer.reply_editor.insert("Добрый день!")
    assert tools_are_there(composer)
    composer.reply_editor.set_text("")
    composer._on_typed()
    assert not tools_are_there(composer)


def test_what_the_composer_has_to_say_is_seen(composer, elsewhere):
    composer.aids.slots["marks"]()
    assert composer.face.hint.isVisible()
    assert composer.face.hint.text


def test_with_more_room_they_are_always_there(composer, elsewhere):
    composer.set_fewest_lines(2)
    assert tools_are_there(composer)


def test_in_a_narrow_place_the_send_button_goes_below_the_tools_and_keeps_its_words(composer, elsewhere, qtbot):
    composer.set_fewest_lines(3)
    bottom = composer.face._bottom
    composer.window().resize(900, 500)
    qtbot.waitUntil(lambda: not bottom.is_below)
    composer.window().resize(bottom.minimumSizeHint().width() + 60, 500)
    qtbot.waitUntil(lambda: bottom.is_below)
    qtbot.waitUntil(lambda: composer.send_button.width() >= composer.send_button.minimumSizeHint().width())
