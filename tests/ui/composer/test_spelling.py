"""Misspelled words are marked once they are finished, with proposals at hand; names are left alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat

from app.client.customer_row import PreferenceRow
from tests.ui.talk import MARINA, talk_of
from ui.composer.spelling import Spelling


class Worker:
    """A speller that answers at once."""

    WRONG = {"плофон": ["плафон"], "teh": ["the"]}


@pytest.fixture
def worker(composer):
    speller = composer.aids.spelling._worker

    class Fake:
        def wrong(self, words):
            return {word: word in Worker.WRONG for _language, word in words}

        def near(self, _language, word):
            return Worker.WRONG[word]

    composer.aids.spelling.popup = lambda _menu, _place: None
    speller._do = lambda job: job(Fake())
    return speller


def marked(editor) -> list[str]:
    found = []
    block = editor.document().begin()
    while block.isValid():
        for part in block.layout().formats():
            if part.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline:
                found += [block.text()[part.start : part.start + part.length]]
        block = block.next()
    return found


def test_a_word_is_marked_when_it_is_finished_and_names_never_are(opened, worker, qtbot):
    editor = opened(MARINA).reply_editor
    editor.setFocus()
    editor.insert("Марине плофон")
    assert marked(editor) == []
    editor.insert(" teh ")
    qtbot.waitUntil(lambda: marked(editor) == ["плофон", "teh"])


def test_the_name_by_which_the_open_customer_is_called_is_no_mistake(opened, worker, desk, qtbot):
    talk = talk_of(desk, MARINA)
    asked = PreferenceRow("call_me", "Гульнара Рашидовна", "call", True, 1.0, desk.now())
    talk.customer = replace(talk.customer, name="Gulnara Khasanova", header_name="", preferences=(asked,))
    Worker.WRONG |= {"Рашидовна": [], "Рашидовне": []}
    editor = opened(MARINA).reply_editor
    editor.insert("Рашидовна Рашидовне плофон и ")
    qtbot.waitUntil(lambda: marked(editor) == ["плофон"])


def test_a_proposal_takes_the_place_of_the_word(opened, worker, qtbot):
    composer = opened(MARINA)
    editor = composer.reply_editor
    editor.insert("наш плофон тут")
    composer.aids.check_spelling()
    qtbot.waitUntil(lambda: composer.aids.spelling._menu is not None)
    menu = composer.aids.spelling._menu
    assert menu.actions()[0].text() == "плафон"
    menu.actions()[0].trigger()
    menu.close()
    assert editor.text == "наш плафон тут"
    composer.aids.check_spelling()
    qtbot.waitUntil(lambda: composer.face.hint.text == "No misspelled words.")


def test_a_word_of_ones_own_is_marked_no_more(opened, worker, desk, qtbot):
    composer = opened(MARINA)
    qtbot.keyClicks(composer.reply_editor, "teh ")
    qtbot.waitUntil(lambda: marked(composer.reply_editor) == ["teh"])
    composer.aids.spelling.learn("teh")
    qtbot.waitUntil(lambda: marked(composer.reply_editor) == [])
    assert "teh" in desk.own_words


def test_the_dictionaries_are_not_read_before_something_is_typed(opened):
    composer = opened(MARINA)
    assert isinstance(composer.aids.spelling, Spelling)
    composer.reply_editor.setFocus(Qt.FocusReason.OtherFocusReason)
    assert composer.aids.spelling._worker._thread is None


def test_the_name_of_a_colleague_is_no_mistake(opened, worker, desk, qtbot):
    Worker.WRONG |= {"Титову": [], "Титов": []}
    composer = opened(MARINA)
    composer.note()
    composer.note_editor.insert("@Олег Титов, передай Титову плофон и ")
    qtbot.waitUntil(lambda: marked(composer.note_editor) == ["плофон"])
