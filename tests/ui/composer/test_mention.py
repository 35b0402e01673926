"""Colleagues are mentioned in a note by keys, and only there."""

import pytest
from PySide6.QtCore import Qt

from app.commands.message import WriteNote
from tests.fakes.people import ME, USERS
from tests.ui.talk import MARINA


@pytest.fixture
def note(opened, qtbot):
    composer = opened(MARINA)
    composer.note()
    qtbot.waitExposed(composer)
    return composer


def shown(composer):
    found = composer.mentions.list
    return [] if found.isHidden() else [found.item(row).text() for row in range(found.count())]


def colleague():
    return next(it for it in sorted(USERS, key=lambda it: it.name) if it.id != ME.id)


def test_a_colleague_is_chosen_by_a_few_letters_and_enter_and_is_in_the_note(note, desk, qtbot):
    who = colleague()
    note.note_editor.insert("Глянь, @" + who.name[:3].lower())
    assert who.name in shown(note)
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Return)
    assert note.note_editor.text == f"Глянь, @{who.name} "
    assert shown(note) == []
    note.note_editor.insert("срочно")
    note.send()
    sent = desk.submitted[-1]
    assert isinstance(sent, WriteNote)
    assert (sent.body, sent.mentioned_ids) == (f"Глянь, @{who.name} срочно", [who.id])


def test_oneself_is_not_offered_and_escape_leaves_the_text_as_typed(note, qtbot):
    note.note_editor.insert("@")
    assert shown(note)
    assert ME.name not in shown(note)
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Escape)
    note.note_editor.insert("x")
    assert shown(note) == []
    assert note.note_editor.text == "@x"


def test_arrows_choose_and_a_quotation_is_not_taken_over_by_enter(note, qtbot):
    note.note_editor.insert("@")
    second = shown(note)[1]
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Down)
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Tab)
    assert note.note_editor.text == f"@{second} "
    note.note_editor.set_text("")
    note.note_editor.insert('"' + colleague().name[:3])
    assert shown(note)
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Return)
    assert note.note_editor.text.endswith("\n")


def test_the_button_and_the_menu_open_the_list(note, qtbot):
    note.note_editor.set_text("Глянь")
    qtbot.mouseClick(note.face.mention, Qt.MouseButton.LeftButton)
    assert note.note_editor.text == "Глянь @"
    assert shown(note)
    note.reply()
    assert not note.face.mention.isVisible()
    note.mention()
    assert note.is_note


def test_a_customer_is_never_told_of_a_mention(note, desk, qtbot):
    note.reply()
    note.reply_editor.insert(f"@{colleague().name} ")
    assert shown(note) == []


def test_whom_one_may_mention_is_offered_with_what_they_do_and_named_without(note, desk, qtbot):
    who = colleague()
    desk.presence.everybody({who.id: "available"})
    note.note_editor.insert("@" + who.name[:3])
    item = note.mentions.list.item(0)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == who.name
    desk.presence.became({who.id: "lunch"})
    qtbot.waitUntil(lambda: item.data(Qt.ItemDataRole.AccessibleTextRole) == f"{who.name}, at lunch")
    qtbot.keyClick(note.note_editor, Qt.Key.Key_Return)
    assert note.note_editor.text == f"@{who.name} "
