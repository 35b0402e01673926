"""A customer who asks for a read receipt: one line above the letters, answered by one of two buttons, or never."""

import pytest
from PySide6.QtCore import Qt

from app.commands.receipt import AnswerReceipt
from tests.ui.talk import EMMA, talk_of


def asked(opened, desk):
    desk.receive(talk_of(desk, EMMA).id, "Did you get my letter?", receipt_to="emma@example.com")
    return opened(EMMA)


def answers(desk):
    return [it for it in desk.submitted if isinstance(it, AnswerReceipt)]


def test_nothing_is_asked_and_nothing_sent_without_a_wish(opened, desk):
    pane = opened(EMMA)
    assert not pane.top.receipt.isVisible()
    assert answers(desk) == []


@pytest.mark.parametrize("sends", [True, False])
def test_the_line_goes_with_its_answer(opened, desk, qtbot, sends):
    pane = asked(opened, desk)
    line = pane.top.receipt
    assert line.isVisible()
    assert answers(desk) == []
    assert "asks to be told" in line.accessibleName()
    qtbot.keyClick(line.yes if sends else line.no, Qt.Key.Key_Space)
    (command,) = answers(desk)
    assert command.sends is sends
    assert not line.isVisible()
