"""Whose role allows it has a person's data as a file, holds it or erases it; offline it says that nothing is done."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from app.client.row import ChangeState
from app.commands.redaction import Redact, SetHold
from app.domain.erasure import Target
from tests.fakes.desk import FakeDesk
from tests.fakes.people import MARINA
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.data_dialog import DataDialog
from ui.customer.knowing import Knowing
from ui.customer.menu import customer_menu
from ui.files.file_dialog import FileDialog
from ui.translation import set_language

ADMINISTRATOR = {"export_customer", "set_hold", "redact"}
LEAD = {"set_hold", "redact"}


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


@pytest.fixture
def desk() -> FakeDesk:
    made = FakeDesk()
    made.allowed = set(ADMINISTRATOR)
    return made


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    bridge = DeskBridge(desk)
    made = DataDialog(bridge, desk.queries.customer(MARINA.id))
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(monkeypatch, path: Path | str) -> None:
    monkeypatch.setattr(FileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))


@pytest.mark.parametrize(("rights", "shown"), [(ADMINISTRATOR, True), (LEAD, True), (set(), False)])
def test_only_who_may_do_something_with_it_finds_it_in_the_menu(qtbot, desk, dialog, rights, shown):
    desk.allowed = set(rights)
    customer = desk.queries.customer(MARINA.id)
    menu = customer_menu(customer, Knowing(dialog._bridge), str, str, str, dialog)
    assert ("Data of this person…" in [it.text() for it in menu.actions()]) is shown


def test_all_of_it_is_saved_where_the_person_says(qtbot, desk, dialog, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "marina.zip")
    dialog.export.notes.setChecked(True)
    qtbot.mouseClick(dialog.export.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.export.told.text().startswith("Saved"))
    assert (tmp_path / "marina.zip").read_bytes() == b"PK"
    assert desk.lookup.asked == [(MARINA.id, True)]
    assert dialog.export.save.isEnabled()


def test_nothing_is_asked_when_no_file_is_chosen_after_all(qtbot, desk, dialog, monkeypatch):
    choose(monkeypatch, "")
    dialog.export.save.click()
    assert desk.lookup.asked == []


def test_a_file_that_cannot_be_written_is_told(qtbot, dialog, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "gone" / "marina.zip")
    dialog.export.save.click()
    qtbot.waitUntil(lambda: dialog.export.told.text().startswith("The file could not be saved there"))


def test_a_hold_wants_a_reason_which_whoever_lifts_it_reads(qtbot, desk, dialog):
    dialog.hold.change.click()
    assert (desk.submitted, dialog.hold.told.text()) == ([], "Write down why: whoever is to lift it must know.")
    dialog.hold.reason.setText("  case  А40-17 ")
    qtbot.keyClick(dialog.hold.reason, Qt.Key.Key_Return)
    assert desk.submitted == [SetHold(True, customer_id=MARINA.id, reason="case А40-17")]
    qtbot.waitUntil(lambda: dialog.hold.told.text() == "It is on hold now.")
    assert dialog.hold.words.text().startswith("On hold: case А40-17")
    assert dialog.hold.reason.isHidden()
    dialog.hold.change.click()
    assert desk.submitted[1:] == [SetHold(False, customer_id=MARINA.id)]
    qtbot.waitUntil(lambda: dialog.hold.told.text() == "The hold is lifted.")
    assert (dialog.hold.reason.isVisible(), dialog.hold.reason.text()) == (True, "")


def test_erasing_is_asked_twice_and_the_safe_answer_has_the_focus(qtbot, desk, dialog):
    part = dialog.erase
    assert "Stays:" in part.words.text()
    part.begin.click()
    part.go.click()
    assert desk.submitted == []
    assert part.go.text() == "Erase for good"
    qtbot.waitUntil(part.keep.hasFocus)
    assert {it.accessibleDescription() for it in (part.keep, part.go)} == {part.question.text()}
    part.go.click()
    assert desk.submitted == [Redact(Target.CUSTOMER, MARINA.id, customer_id=MARINA.id)]
    qtbot.waitUntil(lambda: part.told.text().startswith("Erased."))
    assert not part.begin.isEnabled()


@pytest.mark.parametrize("times", [1, 2])
def test_one_may_think_better_of_it_at_each_question(desk, dialog, times):
    dialog.erase.begin.click()
    if times == 2:
        dialog.erase.go.click()
    dialog.erase.keep.click()
    assert desk.submitted == []
    assert dialog.erase.begin.isVisible()


def test_what_the_server_refuses_is_told_where_it_was_asked_for(qtbot, desk, dialog, monkeypatch):
    monkeypatch.setattr(desk, "_settle", lambda: None)
    change_id = None

    def keep(*given):
        nonlocal change_id
        change_id = given[0]

    dialog._bridge.submitted.connect(keep)
    refused = desk.queries.changes

    def changes():
        from app.client.row import ChangeRow

        return [
            *refused(),
            ChangeRow(change_id, "redact", {}, None, "", desk.now(), ChangeState.REJECTED, "legal_hold"),
        ]

    monkeypatch.setattr(desk.queries, "changes", changes)
    for button in (dialog.erase.begin, dialog.erase.go, dialog.erase.go):
        button.click()
    assert dialog.erase.told.text().startswith("Not erased: a legal hold is on it.")


def test_a_lead_who_may_not_take_a_copy_is_told_who_may(qtbot, desk, theme_controller):
    desk.allowed = set(LEAD)
    bridge = DeskBridge(desk)
    dialog = DataDialog(bridge, desk.queries.customer(MARINA.id))
    bridge.setParent(dialog)
    qtbot.addWidget(dialog)
    assert not dialog.export.save.isEnabled()
    assert dialog.export.told.text() == "Your role may not do this. An administrator can."
    assert dialog.hold.change.isEnabled()
    assert dialog.erase.begin.isEnabled()


def test_offline_it_says_so_and_does_nothing(qtbot, desk, dialog):
    desk.go_offline()
    qtbot.waitUntil(dialog.offline.isVisible)
    buttons = (dialog.export.save, dialog.hold.change, dialog.erase.begin)
    assert not any(it.isEnabled() for it in buttons)
    desk.go_online()
    qtbot.waitUntil(dialog.offline.isHidden)
    assert all(it.isEnabled() for it in buttons)


def test_what_became_of_it_is_read_out_once(desk, dialog, monkeypatch):
    heard = []
    monkeypatch.setattr("ui.customer.data_parts.announce", lambda _part, words: heard.append(words))
    dialog.hold.change.click()
    assert heard == ["Write down why: whoever is to lift it must know."]
    desk.allowed = set(LEAD)
    for _again in range(2):
        desk.go_offline()
        desk.go_online()
    dialog._open_parts()
    assert heard[1:] == ["Your role may not do this. An administrator can."]


def test_everything_in_it_has_a_name_and_is_reached_by_keys(dialog):
    for part in dialog.findChildren(QPushButton) + dialog.findChildren(QCheckBox) + dialog.findChildren(QLineEdit):
        if part.isVisible():
            assert part.accessibleName() or part.text()
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
