"""What one writes is safe and visible: the outbox in words, and everything that can be done about a change."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.client.left_work import Course, LeftWork
from app.client.row import ChangeState
from app.commands.conversation import AssignConversation, SetStatus
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME
from tests.ui.talk import talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.outbox.dialog import OutboxDialog
from ui.translation import set_language

TEXT = "Приедем сегодня."


@pytest.fixture(autouse=True)
def _english():
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def desk():
    return FakeDesk(online=False)


@pytest.fixture
def bridge(desk):
    return DeskBridge(desk)


@pytest.fixture
def reply(desk, bridge) -> UUID:
    change = bridge.submit(Reply(talk_of(desk, 1204).id, bridge.new_id(), TEXT, Channel.CHAT, 1))
    assert change is not None
    return change


def opened(qtbot, bridge) -> OutboxDialog:
    dialog = OutboxDialog(bridge)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def words(dialog: OutboxDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_an_empty_outbox_offline_says_nothing_of_sent(qtbot, bridge):
    dialog = opened(qtbot, bridge)
    assert dialog.empty.isVisible()
    assert "sent" not in dialog.empty.accessibleName().casefold().split()
    assert not dialog.export.isEnabled()


def test_what_waits_says_where_it_is_and_since_when_and_nothing_of_sent(qtbot, bridge, reply):
    dialog = opened(qtbot, bridge)
    assert words(dialog)[0] == "On the way"
    assert words(dialog)[1].endswith(f"Reply · waiting · {bridge.now():%H:%M}")
    assert dialog.detail.mine.toPlainText() == TEXT
    told = " ".join([*words(dialog), dialog.detail.why.text(), dialog.detail.state.text()])
    assert "sent" not in told.casefold().replace("unsent", "").split()


def test_try_now_asks_the_server_at_once(qtbot, desk, bridge, reply):
    dialog = opened(qtbot, bridge)
    dialog.detail.act.click()
    assert desk.synced == 1
    desk.go_online()
    assert dialog.empty.isVisible()


def test_a_letter_that_is_leaving_can_be_taken_back(qtbot, desk, bridge):
    talk = talk_of(desk, 1204)
    bridge.submit(Reply(talk.id, bridge.new_id(), TEXT, Channel.EMAIL, 1), undo_ms=8_000)
    dialog = opened(qtbot, bridge)
    assert not dialog.detail.discard.isVisible()
    dialog.detail.act.click()
    assert talk.draft == TEXT
    assert dialog.empty.isVisible()


def test_a_held_reply_stands_beside_what_is_new_and_can_be_sent(qtbot, desk, bridge, reply):
    desk.refuse(reply, ChangeState.HELD, "newer_messages", messages=[{"text": "Лучше завтра."}])
    dialog = opened(qtbot, bridge)
    assert words(dialog)[0] == "Needs attention"
    assert dialog.detail.mine.toPlainText() == TEXT
    assert dialog.detail.theirs.toPlainText() == "Лучше завтра."
    dialog.detail.act.click()
    assert reply not in desk.outbox
    assert isinstance(desk.submitted[-1], Reply)


def test_a_conflict_shows_both_values_and_mine_is_given_again_by_one_click(qtbot, desk, bridge):
    talk = talk_of(desk, 1204)
    change = bridge.submit(SetStatus(talk.id, bridge.new_id(), Status.ON_HOLD, talk.status_rev))
    desk.refuse(change, ChangeState.CONFLICT, "status_changed", status="resolved")
    dialog = opened(qtbot, bridge)
    assert (dialog.detail.mine.toPlainText(), dialog.detail.theirs.toPlainText()) == ("On hold", "Solved")
    dialog.detail.act.click()
    assert desk.submitted[-1].status is Status.ON_HOLD
    assert words(dialog)[0] == "On the way"


def test_a_status_to_which_none_leads_from_theirs_is_not_offered_again(qtbot, desk, bridge):
    talk = talk_of(desk, 1204)
    change = bridge.submit(SetStatus(talk.id, bridge.new_id(), Status.ON_HOLD, talk.status_rev))
    desk.refuse(change, ChangeState.CONFLICT, "status_changed", status="resolved")
    talk.status = Status.RESOLVED
    dialog = opened(qtbot, bridge)
    assert not dialog.detail.act.isEnabled()
    assert "“Solved” does not become “On hold”: open the request" in dialog.detail.why.text()
    given = len(desk.submitted)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert len(desk.submitted) == given
    assert dialog.detail.discard.isVisible()


def test_a_rejected_reply_keeps_its_full_text_to_copy(qtbot, desk, bridge):
    long = "Очень подробный ответ. " * 200
    change = bridge.submit(Reply(talk_of(desk, 1204).id, bridge.new_id(), long, Channel.CHAT, 1))
    desk.refuse(change, ChangeState.REJECTED, "too_long")
    dialog = opened(qtbot, bridge)
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    dialog.detail.copy.click()
    assert QGuiApplication.clipboard().text() == long


def test_giving_up_is_asked_twice_and_can_be_had_back_as_a_draft(qtbot, desk, bridge, reply):
    dialog = opened(qtbot, bridge)
    dialog.detail.discard.click()
    assert reply in desk.outbox
    assert dialog.detail.question.keep.isVisible()
    dialog.detail.question.keep.click()
    assert reply in desk.outbox
    dialog.detail.discard.click()
    dialog.detail.question.discard.click()
    assert reply not in desk.outbox
    assert words(dialog)[0] == "Recently discarded"
    dialog.detail.act.click()
    assert talk_of(desk, 1204).draft == TEXT
    assert words(dialog)[0] == "Recently discarded"  # a copy was taken


def test_the_question_goes_when_another_change_is_looked_at(qtbot, desk, bridge, reply):
    bridge.submit(AssignConversation(talk_of(desk, 1204).id, bridge.new_id(), ME.id, None))
    dialog = opened(qtbot, bridge)
    dialog.detail.discard.click()
    dialog.list.setCurrentRow(2)
    assert not dialog.detail.question.isVisible()


def test_the_conversation_of_a_change_is_one_press_away(qtbot, desk, bridge, reply):
    dialog = opened(qtbot, bridge)
    with qtbot.waitSignal(dialog.opened) as caught:
        dialog.detail.open.click()
    assert caught.args == [talk_of(desk, 1204).id]
    assert not dialog.isVisible()


def test_everything_is_written_into_a_text_file(qtbot, desk, bridge, reply, tmp_path):
    desk.refuse(reply, ChangeState.HELD, "newer_messages", messages=[{"author": "Марина", "text": "Лучше завтра."}])
    bridge.discard(bridge.submit(Reply(talk_of(desk, 1204).id, bridge.new_id(), "Не надо.", Channel.CHAT, 1)))
    dialog = opened(qtbot, bridge)
    dialog.save_to(tmp_path / "outbox.txt")
    text = (tmp_path / "outbox.txt").read_text("utf-8")
    assert all(it in text for it in (TEXT, "Марина: Лучше завтра.", "Не надо.", "held back", "given up"))
    assert "outbox.txt" in dialog.told.text()
    dialog.save_to(tmp_path / "nowhere" / "outbox.txt")
    assert "Everything is kept here" in dialog.told.text()


def test_a_conflict_over_an_owner_says_whom_i_chose_whom_they_did_and_who_they_are(qtbot, desk, bridge):
    talk = talk_of(desk, 1204)
    change = bridge.submit(AssignConversation(talk.id, bridge.new_id(), ME.id, None))
    desk.refuse(change, ChangeState.CONFLICT, "assignee_changed", assignee_id=str(UUID(int=9)), assignee_name="Вера",
                by="Олег Титов", by_at=bridge.now())  # fmt: skip
    dialog = opened(qtbot, bridge)
    assert dialog.detail.mine.toPlainText() == ME.name
    assert dialog.detail.theirs.toPlainText() == f"Олег Титов, {bridge.now():%H:%M}: Вера"
    assert dialog.detail.title.text() == f"{talk.customer.name}: {talk.subject}"


def test_what_can_still_be_undone_offline_is_not_said_to_be_leaving(qtbot, desk, bridge):
    talk = talk_of(desk, 1204)
    bridge.submit(Reply(talk.id, bridge.new_id(), TEXT, Channel.EMAIL, 1), undo_ms=8_000)
    dialog = opened(qtbot, bridge)
    told = " ".join([*words(dialog), dialog.detail.why.text(), dialog.detail.state.text()])
    assert "leav" not in told
    assert "waits here until the server can be reached" in told


def test_what_colleagues_left_here_stands_below_ones_own_by_name(qtbot, bridge):
    dialog = opened(qtbot, bridge)
    assert not dialog.others.isVisible()
    dialog.others.show_left([LeftWork("a", "Anna", Course.REVOKED, 2), LeftWork("d", "<b>Denis", Course.SENDING, 1)])
    assert dialog.others.isVisible()
    assert dialog.others.text().splitlines()[1:] == [
        "Anna: 2 unsent · signed out from afar",
        "<b>Denis: 1 unsent · going out now",
    ]
    dialog.others.show_left([])
    assert not dialog.others.isVisible()
