"""Words in a dialog outlive the program until the dialog is done with."""

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit

from tests.fakes.desk import FakeDesk
from tests.fakes.people import fake_id
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import keep_fields


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def opened(qtbot, desk):
    """Call it for a dialog over that desk, as after another start of the program."""

    def open_it(about=None):
        dialog, line, area = QDialog(), QLineEdit("Re: "), QPlainTextEdit()
        qtbot.addWidget(dialog)
        back = keep_fields(DeskBridge(desk, dialog), "sample", dialog, {"line": line, "area": area}, about)
        dialog.parts = (line, area)  # they live as long as it does
        return dialog, line, area, back

    return open_it


def kept(desk) -> str:
    return desk.drafts.unfinished("sample")


def test_what_was_written_is_there_after_the_program_died(opened, desk, qtbot):
    _dialog, line, area, back = opened()
    assert not back
    line.setText("Re: order")
    area.setPlainText("Two\nlines")
    qtbot.waitUntil(lambda: "lines" in kept(desk))
    _dialog, line, area, back = opened()
    assert back
    assert (line.text(), area.toPlainText()) == ("Re: order", "Two\nlines")


@pytest.mark.parametrize("end", ["accept", "reject"])
def test_whoever_ends_the_dialog_has_said_what_becomes_of_the_words(opened, desk, qtbot, end):
    dialog, line, _area, _back = opened()
    line.setText("Re: order")
    qtbot.waitUntil(lambda: "order" in kept(desk))
    dialog.open()
    getattr(dialog, end)()
    assert kept(desk) == ""


def test_what_the_dialog_began_with_is_not_kept(opened, desk, qtbot):
    _dialog, line, _area, _back = opened()
    line.setText("Re: order")
    qtbot.waitUntil(lambda: "order" in kept(desk))
    line.setText("Re: ")
    qtbot.waitUntil(lambda: kept(desk) == "")


def test_what_cannot_be_read_comes_back_as_nothing(opened, desk):
    desk.drafts.words["sample"] = '["of another version"]'
    _dialog, line, area, back = opened()
    assert (line.text(), area.toPlainText(), back) == ("Re: ", "", False)


def test_all_is_kept_at_once_when_drafts_are(opened, desk, qtbot):
    dialog, line, _area, _back = opened(fake_id("conversation", 1204))
    line.setText("Re: order")
    dialog.findChild(DeskBridge).drafts_wanted.emit()
    assert "order" in kept(desk)
