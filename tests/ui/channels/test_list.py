"""The channels say how they stand; an administrator changes them here, everybody else sees them."""

from datetime import timedelta

import pytest

from app.client.inbox import Declined, WayOutTrouble
from app.domain.delivery import ACCOUNT_FAULTS
from app.domain.reason import Reason
from app.server.channels.email.imap.trouble import CODES
from ui.channels.dialog import ChannelsDialog
from ui.channels.way_out import out_standing
from ui.channels.words import is_broken, of_state


@pytest.fixture
def dialog(bridge, desk, qtbot):
    made = ChannelsDialog(bridge)
    qtbot.addWidget(made)
    made.show()
    made.choose(desk.office.put().id)
    return made


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_trouble_says_what_happened_what_is_kept_and_what_to_do(code, theme_controller):
    told = of_state(code)
    assert "cannot be read (" not in told.happened
    assert all((told.short, told.happened, told.kept, told.to_do))


def test_the_state_changes_while_one_looks_and_the_choice_stays(dialog, desk, qtbot):
    assert dialog.detail.short.text() == "Connected"
    desk.office.put(state="wrong_password", since_at=desk.now(), said="NO [AUTHENTICATIONFAILED]")
    qtbot.waitUntil(lambda: dialog.detail.short.text() == "Wrong password")
    assert "none is lost" in dialog.detail.state.text()
    assert "AUTHENTICATIONFAILED" in dialog.detail.said.text()
    assert "Wrong password" in dialog.list.currentItem().text()


ALL_REASONS = sorted(ACCOUNT_FAULTS)


@pytest.mark.parametrize("code", ALL_REASONS)
def test_every_trouble_of_the_way_out_says_what_happened_what_is_kept_and_what_to_do(code, theme_controller):
    told = out_standing(WayOutTrouble(Reason(code, host="smtp.shop.example", said="421 busy", minutes="5")))
    assert all((told.short, told.happened, told.kept, told.to_do))
    assert code not in told.whole


def test_that_letters_do_not_leave_is_said_with_its_reason_and_is_over_with_it(dialog, desk, qtbot):
    since = desk.now() - timedelta(hours=2)
    trouble = WayOutTrouble(Reason("smtp.wrong_password", host="smtp.shop.example", said="535"), since)
    desk.office.shut = {desk.office.put().id: trouble}
    dialog._ways_out.look()
    qtbot.waitUntil(dialog.detail.out_state.isVisible)
    assert dialog.detail.short.text() == "Connected"
    assert "Letters have not left since " in dialog.detail.said.text()
    assert "smtp.shop.example does not accept the password of the inbox (535)" in dialog.detail.out_state.text()
    assert "Letters do not leave" in dialog.list.currentItem().text()
    desk.office.shut = {}
    dialog._ways_out.look()
    qtbot.waitUntil(lambda: not dialog.detail.out_state.isVisible())
    assert "Connected" in dialog.list.currentItem().text()


def test_what_is_known_of_the_way_out_stays_while_the_server_does_not_answer(dialog, desk, qtbot):
    desk.office.shut = {desk.office.put().id: WayOutTrouble(Reason("smtp.busy", host="smtp.shop.example", said="421"))}
    dialog._ways_out.look()
    qtbot.waitUntil(dialog.detail.out_state.isVisible)
    desk.office.declined = Declined("offline")
    with qtbot.waitSignal(dialog._ways_out.answered):
        dialog._ways_out.look()
    assert dialog.detail.out_state.isVisible()


def test_what_a_server_said_is_plain_text(dialog, desk, qtbot):
    desk.office.put(state="away", said="<b>hello</b><img src=x>")
    qtbot.waitUntil(lambda: "<b>hello</b>" in dialog.detail.said.text())
    assert dialog.detail.said.textFormat().name == "PlainText"


def test_pause_and_go_on(dialog, desk, qtbot):
    dialog.detail.pause.click()
    qtbot.waitUntil(lambda: desk.office.asked == [("pause", True)])
    desk.office.put()
    qtbot.waitUntil(lambda: dialog.detail.pause.text() == "Go on")
    assert dialog.detail.short.text() == "Paused"


def test_the_import_of_older_letters_is_stopped_and_undone(dialog, desk, qtbot):
    desk.office.put(import_state="running", import_total=18_240, import_done=6_120)
    qtbot.waitUntil(dialog.detail.stop.isVisible)
    assert dialog.detail.older.text() == "Older letters: 6,120 of 18,240 brought in."
    assert dialog.detail.progress.value() == 6_120
    dialog.detail.stop.click()
    dialog.detail.undo.click()
    qtbot.waitUntil(lambda: sorted(desk.office.asked) == [("import", "stop"), ("import", "undo")])


def test_a_no_of_the_server_is_said_and_changes_nothing(dialog, desk, qtbot):
    desk.office.declined = Declined("forbidden")
    dialog.detail.pause.click()
    qtbot.waitUntil(lambda: "Only an administrator" in dialog.notice.text())


def test_without_the_server_nothing_can_be_changed_and_it_says_why(dialog, desk, qtbot):
    assert dialog.add.isEnabled()
    desk.go_offline()
    qtbot.waitUntil(lambda: not dialog.add.isEnabled())
    assert not dialog.detail.pause.isEnabled()
    assert "does not answer" in dialog.notice.text()
    desk.go_online()
    qtbot.waitUntil(dialog.add.isEnabled)
    assert not dialog.notice.isVisible()


def test_an_operator_sees_the_channels_but_cannot_change_them(desk, bridge, qtbot):
    desk.allowed = set()
    dialog = ChannelsDialog(bridge)
    qtbot.addWidget(dialog)
    dialog.choose(desk.office.put(state="quota").id)
    assert dialog.detail.short.text() == "Mailbox full"
    assert not dialog.add.isEnabled()
    assert not dialog.detail.mend.isEnabled()
    assert "Only an administrator" in dialog.notice.text()


def test_every_control_has_a_name(dialog):
    for control in (dialog.list, dialog.add, dialog.leave, dialog.detail.mend, dialog.detail.pause):
        assert control.accessibleName() or control.text()


def test_a_paused_mailbox_and_a_chat_page_are_not_broken(desk):
    rows = desk.office.rows.values()
    assert not any(is_broken(row) for row in rows)
    assert not is_broken(desk.office.put(state="paused"))
    assert is_broken(desk.office.put(state="unreachable", since_at=desk.now() - timedelta(minutes=1)))
