"""Not a customer: one key and Enter, taken back by another, found again in the rail."""

import pytest
from PySide6.QtCore import Qt

from app.commands.junk import MarkCustomer, MarkJunk
from app.domain.entry import EntryKind
from app.domain.status import Status
from ui.shell.junk import JunkDialog
from ui.translation import set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def answer(monkeypatch):
    """What the person does in the dialog: called with it, true accepts."""

    def make(act):
        def run(dialog):
            dialog.accept() if act(dialog) else dialog.reject()
            return 0

        monkeypatch.setattr(JunkDialog, "exec", run)

    return make


def places(window):
    model = window.desk_view.workspace.rail.list.model()
    return [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def mail_talk(desk):
    """An open request whose sender has a mail address."""
    found = (it for it in desk.talks.values() if it.status in (Status.NEW, Status.OPEN))
    return next(it for it in found if desk.queries.sender(it.id).address)


def has_junk(window):
    return any(place.startswith("Not customers, ") for place in places(window))


def test_a_request_goes_aside_with_its_sender_and_the_list_goes_on(window, desk, answer, qtbot):
    talk = mail_talk(desk)
    before = talk.status
    window.desk_view.navigator.open(talk.id)
    asked = []

    def accept(dialog):
        asked.append((dialog.pattern, [button.text() for button in dialog._choices.buttons()]))
        return True

    answer(accept)
    window.shortcuts["junk-choose"].trigger()
    (command,) = [it for it in desk.submitted if isinstance(it, MarkJunk)]
    assert command.pattern == asked[0][0] == desk.queries.sender(talk.id).address
    assert asked[0][1][0] == "Only this request"
    assert talk.status is Status.SPAM
    qtbot.waitUntil(lambda: has_junk(window))
    assert window.shortcuts["undo-send"].isEnabled()
    window.shortcuts["undo-send"].trigger()
    assert talk.status is before
    qtbot.waitUntil(lambda: not has_junk(window))


@pytest.mark.parametrize("letter_undo_ms", [None, 0])
def test_one_key_sets_aside_the_request_its_sender_and_what_else_is_open_of_it(
    window,
    desk,
    qtbot,
    letter_undo_ms,
):
    window.desk_view.bridge.letter_undo_ms = letter_undo_ms
    talk = mail_talk(desk)
    address = desk.queries.sender(talk.id).address
    window.desk_view.navigator.open(talk.id)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (command,) = [it for it in desk.submitted if isinstance(it, MarkJunk)]
    assert (command.pattern, set(command.other_ids)) == (address, set(desk.queries.sender(talk.id).same_address))
    assert talk.status is Status.SPAM
    bar = window.desk_view.undo.bar
    assert bar.isVisible()
    assert address in bar.accessibleName()
    window.shortcuts["undo-send"].trigger()
    assert talk.status is not Status.SPAM


def test_nothing_happens_when_the_question_is_cancelled(window, desk, answer):
    talk = mail_talk(desk)
    window.desk_view.navigator.open(talk.id)
    answer(lambda dialog: False)
    window.shortcuts["junk-choose"].trigger()
    assert talk.status is not Status.SPAM
    assert not any(isinstance(it, MarkJunk) for it in desk.submitted)


def test_a_request_among_the_junk_says_so_and_comes_back_by_one_button(window, desk, answer, qtbot):
    talk = mail_talk(desk)
    window.desk_view.navigator.open(talk.id)
    answer(lambda dialog: True)
    window.shortcuts["junk-choose"].trigger()
    qtbot.waitUntil(lambda: has_junk(window))
    rail = window.desk_view.workspace.rail
    rail.go_to(len([place for place in places(window) if place != "Queues"]))
    assert window.desk_view.workspace.list_pane.header.title.text == "Not customers"
    window.desk_view.navigator.open(talk.id)
    top = window.desk_view.screens.conversation.top
    assert top.junk.isVisible()
    assert window.shortcuts["customer-after-all"].isEnabled()
    assert not window.shortcuts["junk"].isEnabled()
    qtbot.keyClick(top.junk.yes, Qt.Key.Key_Space)
    (command,) = [it for it in desk.submitted if isinstance(it, MarkCustomer)]
    assert command.trusted
    assert talk.status is Status.NEW
    assert not top.junk.isVisible()


def test_a_letter_taken_for_a_programs_can_be_said_to_be_a_persons(window, desk, qtbot):
    talk = mail_talk(desk)
    talk.machine = "list"
    window.desk_view.navigator.open(talk.id)
    top = window.desk_view.screens.conversation.top
    assert top.junk.isVisible()
    assert window.shortcuts["customer-after-all"].isEnabled()
    qtbot.keyClick(top.junk.yes, Qt.Key.Key_Space)
    assert any(isinstance(it, MarkCustomer) for it in desk.submitted)
    assert talk.machine == ""
    assert not top.junk.isVisible()


def test_what_a_mail_server_reports_is_nobodys(window, desk):
    talk = mail_talk(desk)
    talk.machine = "bounce"
    window.desk_view.navigator.open(talk.id)
    assert not window.desk_view.screens.conversation.top.junk.isVisible()
    assert not window.shortcuts["customer-after-all"].isEnabled()


def test_what_sounds_like_a_programs_goes_aside_from_above_the_talk(window, desk, answer):
    talk = mail_talk(desk)
    talk.entries = [it for it in talk.entries if it.kind is not EntryKind.MESSAGE_IN]
    desk.receive(talk.id, "Not delivered", suspected="bounce", **{"from": "Bo <bo@firm.example>"})
    window.desk_view.navigator.open(talk.id)
    answer(lambda dialog: True)
    window.desk_view.screens.conversation.top.suspected.no.click()
    assert talk.status is Status.SPAM
    assert not window.desk_view.screens.conversation.top.suspected.isVisible()
