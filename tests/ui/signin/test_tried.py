"""What was tried at the sign-in can be read and given to whoever runs the server."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.client.port import Problem, Trouble
from app.client.reach import Reach
from ui.signin.tried_dialog import TriedDialog
from ui.translation import set_language
from ui.tried import KEPT, Tried

START = datetime(2026, 11, 12, 9, 30, 5, tzinfo=UTC)


@pytest.fixture
def tried():
    clock = iter(START + timedelta(seconds=it) for it in range(10_000))
    return Tried(lambda: next(clock))


def shown(qtbot, tried):
    dialog = TriedDialog(tried)
    qtbot.addWidget(dialog)
    return dialog, [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_the_newest_stands_first_with_its_time_server_and_outcome(qtbot, tried):
    set_language("en")
    tried.note("https://help.example", Reach.FOUND)
    tried.note("https://help.example", Trouble(Problem.SIGN_IN_FAILED, "3"))
    tried.note("https://help.example", None)
    dialog, lines = shown(qtbot, tried)
    assert lines[0] == "09:30:07  https://help.example  Signed in"
    assert lines[1].startswith("09:30:06  https://help.example  ")
    assert lines[2] == "09:30:05  https://help.example  Found, secure connection"
    dialog.copy.click()
    assert QApplication.clipboard().text() == "\n".join(lines)
    QApplication.clipboard().clear()


def test_before_anything_was_tried_it_says_so_and_copies_nothing(qtbot, tried):
    set_language("en")
    dialog, lines = shown(qtbot, tried)
    assert lines == ["Nothing was tried yet."]
    assert not dialog.copy.isEnabled()


def test_only_the_newest_are_kept(tried):
    for number in range(KEPT + 5):
        tried.note(f"https://{number}.example", Reach.SILENT)
    assert len(tried.lines) == KEPT
    assert tried.lines[0].address == "https://5.example"
