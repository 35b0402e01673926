"""The status bar says which mailbox of the operator's queues is not read, and leads to the channels."""

from datetime import timedelta

import pytest

from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.mailbox_line import MailboxLine
from ui.shell.status_bar import StatusBar


@pytest.fixture
def seen(qtbot, theme_controller):
    desk, bar = FakeDesk(locale="en"), StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bridge = DeskBridge(desk, bar)
    return desk, bar, MailboxLine(bridge, bar, bar, bar)


def test_nothing_is_said_while_mailboxes_are_read(seen):
    _desk, bar, _line = seen
    assert not bar.inbox.isVisible()


def test_a_broken_mailbox_is_named_with_time_and_reason_until_it_is_read_again(seen, qtbot):
    desk, bar, line = seen
    desk.office.put(state="wrong_password", since_at=desk.now() - timedelta(minutes=12))
    qtbot.waitUntil(bar.inbox.isVisible)
    assert bar.inbox.text() == "help@domisvet.example not read for 12 min: wrong password"
    assert "none is lost" in bar.inbox.toolTip()
    desk.advance(minutes=50)
    qtbot.waitUntil(lambda: "1 h 2 m" in bar.inbox.text())
    desk.office.put(state="idle")
    qtbot.waitUntil(lambda: not bar.inbox.isVisible())
    assert not line._tick.isActive()


def test_a_mailbox_of_other_peoples_queues_is_not_this_operators_worry(seen):
    desk, bar, line = seen
    desk.office.put(state="quota", since_at=desk.now(), mine=False)
    line.refresh()
    assert not bar.inbox.isVisible()
