"""A letter that was passed on: one line names its author, one button makes them the customer, another takes it back."""

from PySide6.QtCore import Qt

from app.commands.author import ServeAuthor
from tests.ui.talk import EMMA, talk_of

MARIA = {"name": "Мария", "address": "maria@example.org"}


def test_nothing_is_said_of_an_ordinary_letter(opened):
    assert not opened(EMMA).top.author.isVisible()


def test_the_author_becomes_the_customer_by_one_button_and_whoever_passed_it_on_by_another(opened, desk, qtbot):
    desk.receive(talk_of(desk, EMMA).id, "Please answer her", forwarded=MARIA)
    pane = opened(EMMA)
    line = pane.top.author
    assert line.text == "Forwarded: the author is Мария <maria@example.org>"
    qtbot.keyClick(line.yes, Qt.Key.Key_Space)
    assert "Answers go to the author" in line.text
    qtbot.keyClick(line.no, Qt.Key.Key_Space)
    assert [it.serves for it in desk.submitted if isinstance(it, ServeAuthor)] == [True, False]
    assert line.yes.isVisible()
