"""A request is not solved over a text that nobody sent: the operator decides what becomes of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app.client.row import DraftKind
from app.commands.conversation import ResolveConversation
from app.commands.field import SetField
from app.commands.message import Reply, WriteNote
from app.domain.request_field import FieldName
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.ui.talk import EMMA, MARINA, ROBOT, talk_of
from ui.conversation.pane import ConversationPane
from ui.conversation.solve_dialog import SolveDialog
from ui.translation import set_language

TEXT = "Новый плафон приедет сегодня."
Opened = Callable[[int], ConversationPane]


def written(pane: ConversationPane, text: str = TEXT, *, note: bool = False) -> SolveDialog:
    """The question, after the text was typed and Ctrl+E pressed."""
    composer = pane._composer
    (composer.note if note else composer.reply)()
    composer.editors.shown.set_text(text)
    composer._on_typed()
    pane.solve()
    dialog = pane.findChild(SolveDialog)
    assert dialog is not None
    return dialog


def given(desk: FakeDesk, kind: type) -> list:
    return [command for command in desk.submitted if isinstance(command, kind)]


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_the_answer_goes_out_and_solves(qtbot, opened: Opened, desk: FakeDesk, key):
    pane = opened(EMMA)
    dialog = written(pane)
    assert not given(desk, ResolveConversation)
    with qtbot.waitSignal(pane._composer.solved):
        qtbot.keyClick(dialog, key)
    (reply,) = given(desk, Reply)
    assert (reply.body, reply.then_status) == (TEXT, Status.RESOLVED)
    assert pane._composer.reply_editor.text == ""


def test_the_draft_is_kept_and_the_request_solved(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(written(pane), Qt.Key.Key_F3)
    assert not given(desk, Reply)
    assert len(given(desk, ResolveConversation)) == 1
    pane.flush()
    assert desk.queries.draft(pane.card.row.id) == TEXT


def test_the_draft_is_thrown_away_and_the_request_solved(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(written(pane), Qt.Key.Key_F4)
    pane.flush()
    assert desk.queries.draft(pane.card.row.id) == ""
    assert (given(desk, Reply), len(given(desk, ResolveConversation))) == ([], 1)


def test_a_note_nobody_was_asked_about_stays_when_the_answer_is_thrown_away(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    pane._composer.note()
    qtbot.keyClicks(pane._composer.note_editor, "Call the warehouse")
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(written(pane), Qt.Key.Key_F4)
    pane.flush()
    assert desk.queries.draft(pane.card.row.id) == ""
    assert desk.queries.draft(pane.card.row.id, DraftKind.NOTE) == "Call the warehouse"


def test_esc_leaves_everything_as_it_was(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    qtbot.keyClick(written(pane), Qt.Key.Key_Escape)
    assert pane._composer.reply_editor.text == TEXT
    assert not given(desk, ResolveConversation)


def test_a_question_about_one_request_is_never_answered_for_another(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    emma = pane.card.row.id
    written(pane)
    pane.open(talk_of(desk, MARINA).id)  # a call came in
    assert not [it for it in pane.findChildren(SolveDialog) if it.isVisible()]
    assert not given(desk, Reply) + given(desk, ResolveConversation)
    assert desk.queries.draft(emma) == TEXT


def test_a_subject_typed_for_one_request_is_never_given_to_another(opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    pane.talk.fields.ask(FieldName.SUBJECT)
    dialog = pane.talk.fields.dialog
    dialog.line.setText("Плафон")
    pane.open(talk_of(desk, MARINA).id)
    assert not dialog.isVisible()
    assert not given(desk, SetField)


def test_a_note_is_saved_before(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(written(pane, note=True), Qt.Key.Key_F2)
    assert [note.body for note in given(desk, WriteNote)] == [TEXT]
    assert len(given(desk, ResolveConversation)) == 1


def test_what_cannot_be_sent_is_offered_to_be_kept(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(ROBOT)
    pane._composer.reply_editor.set_text(TEXT)  # begun before a program turned out to be at the other end
    pane.solve()
    dialog = pane.findChild(SolveDialog)
    assert not dialog.send.isEnabled()
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert (given(desk, Reply), len(given(desk, ResolveConversation))) == ([], 1)


def test_without_a_text_nothing_is_asked(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(EMMA)
    with qtbot.waitSignal(pane.solved):
        pane.solve()
    assert pane.findChild(SolveDialog) is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_words_of_the_question_are_cut(opened: Opened, language: str):
    set_language(language)
    pane = opened(EMMA)
    dialog = written(pane)
    buttons = (dialog.send, dialog.keep, dialog.discard, dialog.cancel)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
