"""What an operator of a chat sees and can do beyond writing: read marks, signs of writing, abuse."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction

from app.commands.block import BlockCustomer, UnblockCustomer
from app.commands.conversation import AssignConversation
from app.commands.message import Reply
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from tests.fakes.people import OLEG
from tests.ui.conversation.test_pane import sentences
from tests.ui.talk import MARINA, RASHID, TIMUR, talk_of
from ui.conversation.abuse import UNDO_MS
from ui.shell.typing import TypingLine


def actions(pane) -> dict[str, QAction]:
    """The choices of the menu of more actions, its submenu of abuse flattened."""
    menu = pane.header.more_menu()
    found = {}
    for action in menu.actions():
        inner = action.menu()
        for it in inner.actions() if inner is not None else [action]:
            found[it.text()] = it
    pane.menu = menu  # kept alive
    return found


def test_an_answer_the_customer_has_read_says_so(opened, desk):
    talk = talk_of(desk, RASHID)
    read = {"delivery": DeliveryState.DELIVERED, "read": True}
    talk.entries = [replace(it, **read) if it.kind is EntryKind.MESSAGE_OUT else it for it in talk.entries]
    assert any(", read: " in text for text in sentences(opened(RASHID)))


def test_the_visitor_is_blocked_for_some_days_with_time_to_undo_and_then_let_in_again(opened, desk):
    pane = opened(MARINA)
    assert "Take messages again" not in actions(pane)
    actions(pane)["Block for 7 days"].trigger()
    command, undo_ms = desk.submitted[-1], desk.undo_times[-1]
    assert (command, undo_ms) == (BlockCustomer(command.conversation_id, command.entry_id, 7), UNDO_MS)
    assert any(text.startswith("Chat blocked until 19 Nov") for text in sentences(pane))
    actions(pane)["Take messages again"].trigger()
    assert isinstance(desk.submitted[-1], UnblockCustomer)
    assert any(text.startswith("Chat messages are taken again") for text in sentences(pane))


def test_a_warning_is_written_in_the_customers_language(opened, desk):
    actions(opened(MARINA))["Warn the visitor"].trigger()
    command = desk.submitted[-1]
    assert isinstance(command, Reply)
    assert command.body.startswith("Пожалуйста, пишите вежливо")


def test_a_conversation_is_handed_to_a_lead_by_name(opened, desk):
    pane = opened(MARINA)
    users = tuple(replace(it, lead=it.id == OLEG.id) for it in desk.queries.users())
    pane.header._users = users
    actions(pane)["Hand to the lead: Олег Титов"].trigger()
    command = desk.submitted[-1]
    assert isinstance(command, AssignConversation)
    assert command.assignee_id == OLEG.id


@pytest.mark.parametrize("number", [TIMUR])
def test_abuse_is_a_matter_of_chats_only(opened, number):
    assert "Warn the visitor" not in actions(opened(number))


def test_that_the_customer_is_writing_is_seen_for_some_seconds(pane, opened, desk, qtbot):
    line = TypingLine(pane._bridge)
    qtbot.addWidget(line)
    pane.opened.connect(line.show_card)
    talk = talk_of(desk, MARINA)
    opened(MARINA)
    desk.customer_types(talk.id, seconds=1)
    qtbot.waitUntil(lambda: line.text == f"{talk.customer.name} is writing…")
    qtbot.waitUntil(lambda: line.text == "")
    desk.customer_types(talk_of(desk, TIMUR).id)
    assert line.text == ""


def test_in_a_window_of_few_lines_its_line_is_there_only_while_somebody_writes(pane, opened, desk, qtbot):
    line = TypingLine(pane._bridge)
    qtbot.addWidget(line)
    pane.opened.connect(line.show_card)
    opened(MARINA)
    assert not line.isHidden()
    line.set_fewest_lines(1)
    assert line.isHidden()
    desk.customer_types(talk_of(desk, MARINA).id, seconds=1)
    qtbot.waitUntil(lambda: not line.isHidden())
    qtbot.waitUntil(line.isHidden)


def test_the_customer_is_told_that_the_operator_is_writing_but_not_with_every_key(pane, opened, desk, qtbot):
    line = TypingLine(pane._bridge)
    qtbot.addWidget(line)
    pane.opened.connect(line.show_card)
    opened(MARINA)
    for _ in range(3):
        line.say()
    assert desk.typed == [talk_of(desk, MARINA).id]
    opened(TIMUR)
    line.say()
    assert len(desk.typed) == 1
