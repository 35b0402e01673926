"""A letter can be bold and have lists; emoji are found by a word; the screen is one press away."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QTextCursor

from tests.ui.talk import EMMA, MARINA
from ui.composer.marks import make_list, put_link
from ui.composer.screenshot import Screenshot, screen_of


def test_chosen_words_become_bold_and_plain_again(opened, qtbot):
    composer = opened(EMMA)
    editor = composer.reply_editor
    editor.insert("very good")
    editor.selectAll()
    composer.slots["bold"]()
    assert editor.text == "**very good**"
    editor.selectAll()
    composer.slots["bold"]()
    assert editor.text == "very good"
    editor.moveCursor(QTextCursor.MoveOperation.End)
    composer.slots["italic"]()
    qtbot.keyClicks(editor, "x")
    assert editor.text == "very good_x_"


def test_lines_become_a_list_and_words_a_link(opened):
    editor = opened(EMMA).reply_editor
    editor.insert("one\ntwo")
    editor.selectAll()
    make_list(editor)
    assert editor.text == "- one\n- two"
    editor.moveCursor(QTextCursor.MoveOperation.End)
    put_link(editor, "words")
    editor.insert("x.example")
    assert editor.text.endswith("[words](https://x.example)")


def test_only_a_letter_has_marks(opened):
    composer = opened(MARINA)
    assert composer.face.marks.isHidden()
    composer.reply_editor.insert("a")
    composer.reply_editor.selectAll()
    composer.slots["bold"]()
    assert composer.reply_editor.text == "a"
    assert composer.face.hint.text == "Only a letter has bold, italic, lists and links."
    assert not opened(EMMA).face.marks.isHidden()


@pytest.mark.parametrize("word", ["truck", "грузовик", "uhepjdbr"])
def test_an_emoji_is_found_by_a_word_of_either_language(opened, qtbot, word):
    composer = opened(MARINA)
    picker = composer.face.emoji
    picker.offer()
    assert picker.list.count() > 10
    picker.field.setText(word)
    assert "🚚" in [picker.list.item(at).text() for at in range(picker.list.count())]
    picker.field.setText("delivery truck")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert composer.reply_editor.text == "🚚"
    assert picker.isHidden()


def test_a_picture_of_the_screen_is_a_file_of_the_message(opened, desk, qtbot):
    composer = opened(EMMA)
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    composer.aids.screenshot.taken.emit(picture)
    qtbot.waitUntil(lambda: len(composer.files.named()) == 1)
    assert composer.files.named()[0].content_type == "image/png"


def test_where_no_program_may_look_at_the_screen_it_says_what_to_press(opened, qtbot):
    composer = opened(EMMA)
    shot = Screenshot(composer.face, grab=lambda _widget: QImage())
    shot.impossible.connect(composer.aids._say_no_screenshot)
    shot._take()
    assert composer.face.hint.text.startswith("This system lets no program look at the screen.")
    assert isinstance(screen_of(composer), QImage)


def test_a_formatted_text_keeps_its_marks_in_a_letter_and_is_plain_in_a_chat_and_a_note(opened):
    data = QMimeData()
    data.setHtml('<p>It is <b>here</b>, see <a href="https://x.example/1">the act</a></p><ul><li>one</li></ul>')
    data.setText("It is here, see the act\none")
    letter = opened(EMMA)
    letter.reply_editor.insertFromMimeData(data)
    assert letter.reply_editor.text == "It is **here**, see [the act](https://x.example/1)\n\n- one"
    letter.note_editor.insertFromMimeData(data)
    assert letter.note_editor.text == "It is here, see the act\none"
    chat = opened(MARINA)
    chat.reply_editor.insertFromMimeData(data)
    assert chat.reply_editor.text == "It is here, see the act\none"
